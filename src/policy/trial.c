/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a rule would help: it is put into the policy, the whole decision computed, and it is taken
 * out again. */
#include "policy-sepol.h"

#include <stdlib.h>

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

/* The link that leads to the rule. libsepol does not tell where its tables put things. */
static avtab_ptr_t *find_link(const avtab_t *table, const struct avtab_node *rule)
{
	for (uint32_t i = 0; i < table->nslot; i++) {
		for (avtab_ptr_t *link = &table->htable[i]; *link; link = &(*link)->next) {
			if (*link == rule)
				return link;
		}
	}
	return NULL;
}

static void take_out(struct trial *trial)
{
	while (trial->count) {
		avtab_ptr_t rule = trial->rules[--trial->count];
		avtab_ptr_t *link = find_link(trial->table, rule);

		if (!link)
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

bool binary_allows_with_rule(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_sepol *sepol = binary_of(policy);
	struct trial trial = trial_in(sepol->db);
	struct decision decision;
	struct policy_why why;
	struct request request;
	bool granted;

	if (binary_request(sepol, access, arena, &request, &why) < 0
		|| binary_decide(sepol, &request, &decision) < 0)
		return false;
	if (!decision.reasons)
		return true;
	granted = put_missing(sepol, &request, &decision, &trial)
		&& binary_grants(sepol, &request);
	take_out(&trial);
	return granted;
}
