/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A binary policy in libsepol's hands: what its questions share. */
#ifndef AVOCET_POLICY_SEPOL_H
#define AVOCET_POLICY_SEPOL_H

#include "config.h"

/* Before stdbool.h: up to libsepol 3.4 a member is named bool. */
#include <sepol/policydb/policydb.h>
#include <sepol/policydb/conditional.h>
#include <sepol/policydb/services.h>
#include <sepol/policydb/sidtab.h>

#ifdef HAVE_COND_EXPR_BOOLEAN
#define COND_EXPR_BOOLEAN boolean
#else
#define COND_EXPR_BOOLEAN bool
#endif

static inline uint32_t cond_expr_boolean(const cond_expr_t *expression)
{
	return expression->COND_EXPR_BOOLEAN;
}

#include "policy-internal.h"

struct policy_sepol {
	struct policy policy;	/* first: the two are cast into each other */
	sepol_policydb_t *handle;
	policydb_t *db;
	sidtab_t sids;
	struct binary_rules *rules;	/* gathered at the first question that needs them */
};

/* The words of an access as libsepol's numbers; valid until the next question. */
struct request {
	sepol_security_id_t source, target;
	sepol_security_class_t tclass;
	sepol_access_vector_t permissions;
};

struct decision {
	unsigned reasons;		/* SEPOL_COMPUTEAV_… bits; 0: allowed */
	sepol_access_vector_t denied;	/* of those requested */
	sepol_access_vector_t quiet;	/* those that a dontaudit rule covers */
};

static inline struct policy_sepol *binary_of(struct policy *policy)
{
	return (struct policy_sepol *)policy;
}

/* ---- policy-sepol.c ---- */

/* libsepol works on one policy at a time: makes it this one, with a short table of contexts. */
void binary_select(struct policy_sepol *sepol);
type_datum_t *binary_find_type(const struct policy_sepol *sepol, const char *name);

/* ---- reason.c ---- */

/* Returns 0, or -EINVAL with what is wrong in *ret_why. */
int binary_request(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena, struct request *ret, struct policy_why *ret_why);
/* The contexts behind the numbers. */
const context_struct_t *binary_context(struct policy_sepol *sepol, sepol_security_id_t sid);
/* Returns 0 or -EINVAL, when libsepol cannot tell. */
int binary_decide(const struct request *request, struct decision *ret);

/* ---- rules.c: the allow rules of one class ---- */

struct allow_rule {
	uint16_t source, target;	/* types or attributes, from 1 */
	sepol_access_vector_t permissions;
};
struct conditional_rule {
	struct allow_rule rule;
	const struct avtab_node *node;	/* AVTAB_ENABLED while it is on */
	const cond_expr_t *condition;
};
struct class_rules {
	const struct allow_rule *always;
	const struct conditional_rule *conditional;
	size_t n_always, n_conditional;
};
void binary_rules_of(struct policy_sepol *sepol, sepol_security_class_t tclass,
	struct class_rules *ret);

/* The type of a context and its attributes, for many look-ups: rules name either by 16 bits. */
struct flat_types {
	uint64_t bits[(UINT16_MAX + 1) / 64];
};
struct flat_types *binary_types_of(struct policy_sepol *sepol, sepol_security_id_t sid,
	struct arena *arena);

static inline bool flat_types_have(const struct flat_types *set, uint16_t type)
{
	uint16_t bit = (uint16_t)(type - 1);

	return set->bits[bit / 64] >> bit % 64 & 1;
}

/* ---- the answers ---- */

void binary_why(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct policy_why *ret);
bool binary_allows(struct policy *policy, const struct policy_access *access);
size_t binary_booleans(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean **ret);
const char *const *binary_target_types(struct policy *policy, const struct policy_access *access,
	const char *attribute, struct arena *arena);
const char *binary_port_type(struct policy *policy, const char *protocol, unsigned port,
	struct arena *arena);
bool binary_type_has_attribute(struct policy *policy, const char *type, const char *attribute);
bool binary_has_type(struct policy *policy, const char *type);

#endif
