/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The allow rules of a policy by class, put in order once: a question about files does not walk
 * through the rules about everything else. */
#include "policy-sepol.h"

/* Rules of all classes, one class after the other: those of class c are from starts[c - 1] on, up
 * to starts[c]. */
struct binary_rules {
	struct allow_rule *always;
	struct conditional_rule *conditional;
	uint32_t *always_starts, *conditional_starts;
	uint32_t n_classes;
};

/* block is NULL for what always holds. */
typedef void (*take_fn)(struct binary_rules *rules, const struct avtab_node *node,
	const cond_list_t *block, bool while_false);

/* ---- walking through the policy ---- */

static bool is_ours(const struct binary_rules *rules, const struct avtab_node *node)
{
	return (node->key.specified & AVTAB_ALLOWED) && node->key.target_class >= 1
		&& node->key.target_class <= rules->n_classes;
}

static void each_always(const policydb_t *db, struct binary_rules *rules, take_fn take)
{
	const avtab_t *table = &db->te_avtab;

	for (uint32_t i = 0; table->htable && i < table->nslot; i++) {
		for (const struct avtab_node *node = table->htable[i]; node; node = node->next) {
			if (is_ours(rules, node))
				take(rules, node, NULL, false);
		}
	}
}

static void each_conditional(const policydb_t *db, struct binary_rules *rules, take_fn take)
{
	for (const cond_list_t *block = db->cond_list; block; block = block->next) {
		const cond_av_list_t *branches[] = { block->true_list, block->false_list };

		for (size_t i = 0; i < ARRAY_SIZE(branches); i++) {
			for (const cond_av_list_t *at = branches[i]; at; at = at->next) {
				if (is_ours(rules, at->node))
					take(rules, at->node, block, i == 1);
			}
		}
	}
}

/* ---- first they are counted ---- */

static void count_always(struct binary_rules *rules, const struct avtab_node *node,
	const cond_list_t *block, bool while_false)
{
	rules->always_starts[node->key.target_class]++;
}

static void count_conditional(struct binary_rules *rules, const struct avtab_node *node,
	const cond_list_t *block, bool while_false)
{
	rules->conditional_starts[node->key.target_class]++;
}

/* Counts by class become the places where the classes begin; returns the sum. */
static uint32_t add_up(uint32_t *starts, uint32_t n_classes)
{
	uint32_t sum = 0;

	for (uint32_t class = 0; class <= n_classes; class++) {
		uint32_t rules = starts[class];

		starts[class] = sum;
		sum += rules;
	}
	return sum;
}

/* ---- then each is put behind its class's last one, so that starts[c] becomes where c ends ---- */

static struct allow_rule rule_of(const struct avtab_node *node)
{
	return (struct allow_rule){
		node->key.source_type, node->key.target_type, node->datum.data
	};
}

static void put_always(struct binary_rules *rules, const struct avtab_node *node,
	const cond_list_t *block, bool while_false)
{
	rules->always[rules->always_starts[node->key.target_class]++] = rule_of(node);
}

static void put_conditional(struct binary_rules *rules, const struct avtab_node *node,
	const cond_list_t *block, bool while_false)
{
	rules->conditional[rules->conditional_starts[node->key.target_class]++] =
		(struct conditional_rule){ rule_of(node), node, block, while_false };
}

static struct binary_rules *gather(const policydb_t *db, struct arena *arena)
{
	struct binary_rules *rules = arena_alloc(arena, sizeof *rules);
	size_t room = (db->p_classes.nprim + 1) * sizeof *rules->always_starts;

	rules->n_classes = db->p_classes.nprim;
	rules->always_starts = arena_alloc(arena, room);
	rules->conditional_starts = arena_alloc(arena, room);
	each_always(db, rules, count_always);
	each_conditional(db, rules, count_conditional);
	rules->always = arena_alloc(arena, add_up(rules->always_starts, rules->n_classes)
		* sizeof *rules->always + 1);
	rules->conditional = arena_alloc(arena,
		add_up(rules->conditional_starts, rules->n_classes) * sizeof *rules->conditional + 1);
	each_always(db, rules, put_always);
	each_conditional(db, rules, put_conditional);
	return rules;
}

void binary_rules_of(struct policy_sepol *sepol, sepol_security_class_t tclass,
	struct class_rules *ret)
{
	const struct binary_rules *rules;

	if (!sepol->rules)
		sepol->rules = gather(sepol->db, sepol->policy.arena);
	rules = sepol->rules;
	*ret = (struct class_rules){ 0 };
	if (tclass < 1 || tclass > rules->n_classes)
		return;
	ret->always = rules->always + rules->always_starts[tclass - 1];
	ret->n_always = rules->always_starts[tclass] - rules->always_starts[tclass - 1];
	ret->conditional = rules->conditional + rules->conditional_starts[tclass - 1];
	ret->n_conditional =
		rules->conditional_starts[tclass] - rules->conditional_starts[tclass - 1];
}

/* ---- types as flat sets ---- */

struct flat_types *binary_types_of(struct policy_sepol *sepol, uint32_t type,
	struct arena *arena)
{
	const ebitmap_t *members = &sepol->db->type_attr_map[type - 1];
	struct flat_types *set = arena_alloc(arena, sizeof *set);
	ebitmap_node_t *node;
	unsigned i;

	ebitmap_for_each_positive_bit(members, node, i)
		set->bits[(i & UINT16_MAX) / 64] |= UINT64_C(1) << i % 64;
	return set;
}
