/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a rule would help: it is put into the policy, the whole decision computed, and it is taken
 * out again. */
#include "policy-sepol.h"

#include <stdlib.h>
#include <string.h>

struct trial {
	avtab_t *table;
	avtab_ptr_t rules[2];
	size_t count;
};

/*
 * The table of conditional rules is the smaller one, and so a rule is found again sooner; one that
 * is enabled counts as any other.
 */
static struct trial trial_in(policydb_t *db)
{
	bool conditional = db->te_cond_avtab.htable && db->te_cond_avtab.nslot;

	return (struct trial){ .table = conditional ? &db->te_cond_avtab : &db->te_avtab };
}

static bool put_in(struct trial *trial, const policydb_t *db, avtab_key_t key,
	avtab_datum_t datum)
{
	avtab_ptr_t rule;

	if (trial->table == &db->te_cond_avtab)
		key.specified |= AVTAB_ENABLED;
	rule = avtab_insert_nonunique(trial->table, &key, &datum);
	if (rule)
		trial->rules[trial->count++] = rule;
	return rule;
}

/*
 * Where the table keeps rules with that key. libsepol does not tell, but it looks in the place whose
 * number is the key's hash and the table's mask: a bit that is left out of the mask while the rule is
 * still found is no part of the number.
 */
static uint32_t find_slot(avtab_t *table, avtab_key_t *key)
{
	uint32_t mask = table->mask, slot = 0;

	for (uint32_t bit = 1; bit && bit <= mask; bit <<= 1) {
		if (!(mask & bit))
			continue;
		table->mask = mask & ~bit;
		if (!avtab_search_node(table, key))
			slot |= bit;
	}
	table->mask = mask;
	return slot;
}

static void take_out(struct trial *trial)
{
	while (trial->count) {
		avtab_ptr_t rule = trial->rules[--trial->count], *link;

		link = &trial->table->htable[find_slot(trial->table, &rule->key)];
		while (*link && *link != rule)
			link = &(*link)->next;
		if (!*link)
			abort();
		*link = rule->next;
		trial->table->nel--;
		if (rule->key.specified & AVTAB_XPERMS)
			free(rule->datum.xperms);
		free(rule);
	}
}

static avtab_key_t key_of(struct policy_sepol *sepol, const struct request *request,
	uint16_t specified)
{
	return (avtab_key_t){
		.source_type = (uint16_t)binary_context(sepol, request->source)->type,
		.target_type = (uint16_t)binary_context(sepol, request->target)->type,
		.target_class = request->tclass,
		.specified = specified,
	};
}

/* Where rules name single commands, one more names this one. */
static bool put_missing(struct policy_sepol *sepol, const struct request *request,
	const struct decision *decision, struct trial *trial)
{
	avtab_extended_perms_t command;
	avtab_datum_t rule = { .data = decision->denied }, finer = { .xperms = &command };

	if (!put_in(trial, sepol->db, key_of(sepol, request, AVTAB_ALLOWED), rule))
		return false;
	if (!decision->finer_missing)
		return true;
	finer_rule(&request->finer, &command);
	return put_in(trial, sepol->db, key_of(sepol, request, AVTAB_XPERMS_ALLOWED), finer);
}

/* A rule is all that is missing: no role, no bounds and no single command has a say in it. */
static bool is_plain(struct policy_sepol *sepol, const struct request *request,
	const struct decision *decision)
{
	const context_struct_t *source = binary_context(sepol, request->source);
	const context_struct_t *target = binary_context(sepol, request->target);
	const char *tclass = sepol->db->p_class_val_to_name[request->tclass - 1];
	type_datum_t *const *types = sepol->db->type_val_to_struct;

	return decision->reasons == SEPOL_COMPUTEAV_TE && !decision->finer_missing
		&& !request->finer.permission && strcmp(tclass, "process") != 0
		&& !types[source->type - 1]->bounds && !types[target->type - 1]->bounds;
}

static bool try_rule(struct policy_sepol *sepol, const struct request *request)
{
	struct trial trial = trial_in(sepol->db);
	struct decision decision;
	bool granted;

	if (binary_decide(sepol, request, &decision) < 0)
		return false;
	if (!decision.reasons)
		return true;
	if (is_plain(sepol, request, &decision) && binary_constraints_hold(sepol, request))
		return true;
	granted = put_missing(sepol, request, &decision, &trial)
		&& binary_grants(sepol, request);
	take_out(&trial);
	return granted;
}

static bool is_same(const struct request *a, const struct request *b)
{
	return a->source == b->source && a->target == b->target && a->tclass == b->tclass
		&& a->permissions == b->permissions
		&& a->finer.permission == b->finer.permission
		&& a->finer.is_message == b->finer.is_message && a->finer.number == b->finer.number;
}

/* Several ask about the same denial, one after the other. */
bool binary_allows_with_rule(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_sepol *sepol = binary_of(policy);
	struct tried *tried = &sepol->tried;
	struct policy_why why;
	struct request request;

	if (binary_request(sepol, access, arena, &request, &why) < 0)
		return false;
	if (!tried->valid || !is_same(&tried->request, &request))
		*tried = (struct tried){ true, try_rule(sepol, &request), request };
	return tried->granted;
}
