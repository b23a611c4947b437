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

/* One of the commands or messages that a permission covers. */
struct finer {
	sepol_access_vector_t permission;	/* 0: none was asked for */
	bool is_message;
	uint16_t number;
};

/* The words of an access as libsepol's numbers; valid until the next question. */
struct request {
	sepol_security_id_t source, target;
	sepol_security_class_t tclass;
	sepol_access_vector_t permissions;
	struct finer finer;
};

/* The last rule that was tried. */
struct tried {
	bool valid, granted;
	struct request request;
};

/* Contexts that were asked for last: the same two are asked for again and again. */
#define LATEST_CONTEXTS 4
struct latest_context {
	char *text;
	sepol_security_id_t sid;
};

struct policy_sepol {
	struct policy policy;	/* first: the two are cast into each other */
	sepol_policydb_t *handle;
	policydb_t *db;
	sidtab_t sids;
	/* Each is gathered at the first question that needs it. */
	struct binary_rules *rules;
	struct boolean_blocks *blocks;
	unsigned *pairs;		/* by boolean: what turning it opens, and one */
	struct tried tried;
	struct latest_context latest[LATEST_CONTEXTS];
	unsigned next_latest;
};

struct decision {
	unsigned reasons;		/* SEPOL_COMPUTEAV_… bits; 0: allowed */
	sepol_access_vector_t denied;	/* of those requested */
	sepol_access_vector_t quiet;	/* those that a dontaudit rule covers */
	/* Rules name single commands, and not the one that was asked for: counted among reasons and
	 * denied also where the permission itself is allowed. */
	bool finer_missing;
	bool only_finer;		/* nothing else is missing */
};

static inline struct policy_sepol *binary_of(struct policy *policy)
{
	return (struct policy_sepol *)policy;
}

/* ---- policy-sepol.c ---- */

/* libsepol works on one policy at a time: makes it this one, with a short table of contexts. */
void binary_select(struct policy_sepol *sepol);
type_datum_t *binary_find_type(const struct policy_sepol *sepol, const char *name);

/* ---- contexts.c ---- */

/* Returns 0, or -EINVAL when the policy does not know such a context. */
int binary_context_number(struct policy_sepol *sepol, const char *text, sepol_security_id_t *ret);
/* Numbers are given anew from now on. */
void binary_forget_contexts(struct policy_sepol *sepol);

/* ---- holds.c ---- */

/* True when all constraints on the permissions hold; false also where only libsepol can tell. */
bool binary_constraints_hold(struct policy_sepol *sepol, const struct request *request);

/* ---- reason.c ---- */

/* Returns 0, or -EINVAL with what is wrong in *ret_why. */
int binary_request(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena, struct request *ret, struct policy_why *ret_why);
/* The contexts behind the numbers. */
const context_struct_t *binary_context(struct policy_sepol *sepol, sepol_security_id_t sid);
/* Returns 0 or -EINVAL, when libsepol cannot tell. */
int binary_decide(struct policy_sepol *sepol, const struct request *request,
	struct decision *ret);
/* True when all of it is allowed. */
bool binary_grants(struct policy_sepol *sepol, const struct request *request);
sepol_access_vector_t binary_permission(const class_datum_t *class, const char *name);

/* ---- finer.c: extended permissions ---- */

/* What of the access only finer rules can tell. */
struct finer finer_of(const class_datum_t *class, const struct policy_access *access);
/* False when rules name single commands or messages for this source, target and class, and not
 * this one. *ret_quiet: they say not to mention it. */
bool finer_allowed(struct policy_sepol *sepol, const struct request *request, bool *ret_quiet);
/* A rule for just that one. */
void finer_rule(const struct finer *finer, avtab_extended_perms_t *ret);

/* ---- turning.c: booleans in another state ---- */

/* Brings all conditional rules in line with the booleans. */
void binary_apply_booleans(policydb_t *db);
/* Turns some round, by number from 0; a second call undoes the first. Only the blocks that depend
 * on them are computed again. */
void binary_turn(struct policy_sepol *sepol, const uint32_t *booleans, size_t count);
/* The blocks whose condition names the boolean; returns their number. */
size_t binary_blocks_of(struct policy_sepol *sepol, uint32_t boolean,
	cond_list_t *const **ret);

/* ---- widening.c: what turning booleans opens besides ---- */

void binary_widening(struct policy_sepol *sepol, const struct request *request,
	const uint32_t *booleans, size_t count, struct policy_boolean_set *ret);

/* ---- rules.c: the allow rules of one class ---- */

struct allow_rule {
	uint16_t source, target;	/* types or attributes, from 1 */
	sepol_access_vector_t permissions;
};
struct conditional_rule {
	struct allow_rule rule;
	const struct avtab_node *node;	/* AVTAB_ENABLED while it is on */
	const cond_list_t *block;	/* those of a block stand together */
	bool while_false;		/* on while the block's condition is false */
};
struct class_rules {
	const struct allow_rule *always;
	const struct conditional_rule *conditional;
	size_t n_always, n_conditional;
};
void binary_rules_of(struct policy_sepol *sepol, sepol_security_class_t tclass,
	struct class_rules *ret);

/* A type and its attributes, for many look-ups: rules name either by 16 bits. */
struct flat_types {
	uint64_t bits[(UINT16_MAX + 1) / 64];
};
struct flat_types *binary_types_of(struct policy_sepol *sepol, uint32_t type,
	struct arena *arena);

static inline bool flat_types_have(const struct flat_types *set, uint16_t type)
{
	uint16_t bit = (uint16_t)(type - 1);

	return set->bits[bit / 64] >> bit % 64 & 1;
}

/* ---- types.c ---- */

/* What the rules now allow the source on each type, by number from 0; nothing on attributes. */
sepol_access_vector_t *binary_allowed_by_type(struct policy_sepol *sepol,
	const struct request *request, struct arena *arena);
static inline bool binary_is_attribute(const policydb_t *db, uint32_t type)
{
	const type_datum_t *datum = db->type_val_to_struct[type - 1];

	return !datum || datum->flavor == TYPE_ATTRIB;
}

/* ---- the answers ---- */

void binary_why(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct policy_why *ret);
bool binary_allows(struct policy *policy, const struct policy_access *access);
bool binary_allows_with_rule(struct policy *policy, const struct policy_access *access);
size_t binary_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret);
int binary_boolean_state(struct policy *policy, const char *name, bool *ret_on);
int binary_set_boolean(struct policy *policy, const char *name, bool on);
const char *const *binary_target_types(struct policy *policy, const struct policy_access *access,
	const char *attribute, struct arena *arena);
const char *binary_transition(struct policy *policy, const char *source, const char *target,
	const char *tclass, struct arena *arena);
const char *binary_port_type(struct policy *policy, const char *protocol, unsigned port,
	struct arena *arena);
bool binary_type_has_attribute(struct policy *policy, const char *type, const char *attribute);
bool binary_has_type(struct policy *policy, const char *type);
bool binary_is_permissive(struct policy *policy, const char *type);
const char *binary_bounded_by(struct policy *policy, const char *type);
const char *binary_handle_unknown(struct policy *policy);

#endif
