/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which booleans of a scripted policy would allow an access, and what each would open besides. */
#include "scripted.h"
#include "sets.h"

#include <errno.h>

struct search {
	struct policy *policy;
	const struct policy_access *access;
	struct question question;
	struct switchable **candidates;
	struct policy_boolean_set *sets;
	size_t n_sets;
	struct arena *arena;
};

static struct switchable *find_boolean(struct policy *policy, const char *name)
{
	struct switchable *boolean = scripted_of(policy)->booleans;

	while (boolean && !text_equal(boolean->name, name))
		boolean = boolean->next;
	return boolean;
}

int scripted_boolean_state(struct policy *policy, const char *name, bool *ret_on)
{
	const struct switchable *boolean = find_boolean(policy, name);

	if (!boolean)
		return -ENOENT;
	*ret_on = boolean->on;
	return 0;
}

int scripted_set_boolean(struct policy *policy, const char *name, bool on)
{
	struct switchable *boolean = find_boolean(policy, name);

	if (!boolean)
		return -ENOENT;
	boolean->on = on;
	return 0;
}

unsigned scripted_other_targets(const struct question *question)
{
	struct question other = *question;
	unsigned count = 0;

	for (const struct name *name = question->scripted->names; name; name = name->hh.next) {
		other.target = name->text;
		count += !name->is_attribute && !text_equal(name->text, question->target)
			&& scripted_rules_allow(&other);
	}
	return count;
}

static unsigned count_types(const struct policy_scripted *scripted, const char *word)
{
	unsigned count = 0;

	for (const struct name *name = scripted->names; name; name = name->hh.next)
		count += !name->is_attribute && scripted_fits(scripted, word, name->text);
	return count;
}

/* Line by line: tests hold no lines that say the same twice. */
static unsigned pairs_of(const struct policy_scripted *scripted, const struct switchable *boolean)
{
	const struct rule *rules = boolean->on ? boolean->while_off : boolean->while_on;
	unsigned pairs = 0;

	for (; rules; rules = rules->next)
		pairs += count_types(scripted, rules->source) * count_types(scripted, rules->target);
	return pairs;
}

static void turn(const struct search *search, const uint32_t *members, size_t count)
{
	for (size_t i = 0; i < count; i++)
		search->candidates[members[i]]->turned ^= true;
}

static bool helps(void *userdata, const uint32_t *members, size_t count)
{
	const struct search *search = userdata;
	bool allowed;

	turn(search, members, count);
	allowed = scripted_rules_allow(&search->question);
	turn(search, members, count);
	return allowed;
}

static void take(void *userdata, const uint32_t *members, size_t count)
{
	struct search *search = userdata;
	struct policy_boolean *list = arena_alloc(search->arena, (count + 1) * sizeof *list);
	struct policy_boolean_set *set = &search->sets[search->n_sets++];
	unsigned before = scripted_other_targets(&search->question), after;

	turn(search, members, count);
	after = scripted_other_targets(&search->question);
	turn(search, members, count);
	set->booleans = list;
	set->also_targets = after > before ? after - before : 0;
	for (size_t i = 0; i < count; i++) {
		const struct switchable *boolean = search->candidates[members[i]];

		list[i].name = arena_strdup(search->arena, boolean->name);
		list[i].on = boolean->on;
		set->also_pairs += pairs_of(search->question.scripted, boolean);
	}
}

static bool names(const struct rule *rules, const struct question *question)
{
	for (; rules; rules = rules->next) {
		if (text_equal(rules->tclass, question->tclass)
			&& scripted_fits(question->scripted, rules->source, question->source)
			&& scripted_fits(question->scripted, rules->target, question->target))
			return true;
	}
	return false;
}

static size_t find_candidates(struct search *search, struct arena *arena)
{
	size_t count = 0;

	for (struct switchable *b = search->question.scripted->booleans; b; b = b->next)
		count++;
	search->candidates = arena_alloc(arena, count * sizeof(struct switchable *) + 1);
	count = 0;
	for (struct switchable *b = search->question.scripted->booleans; b; b = b->next) {
		if (names(b->while_on, &search->question) || names(b->while_off, &search->question))
			search->candidates[count++] = b;
	}
	return count;
}

/* As in a real policy, booleans help where a rule is missing and nowhere else. */
static bool booleans_may_help(const struct policy_why *why)
{
	return why->reason == REASON_TYPE_ENFORCEMENT || why->reason == REASON_DONTAUDIT;
}

size_t scripted_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret)
{
	_cleanup_arena_ struct arena *scratch = arena_new();
	struct search search = { .policy = policy, .access = access, .arena = arena };
	struct set_search sets = { .helps = helps, .take = take, .userdata = &search };
	struct policy_why why;

	scripted_why(policy, access, arena, &why);
	if (booleans_may_help(&why)
		&& scripted_ask(policy, access, scratch, &search.question, &why) == 0)
		sets.candidates = find_candidates(&search, scratch);
	search.sets = arena_alloc(arena, (sets_most(sets.candidates) + 1) * sizeof *search.sets);
	sets_find(&sets);
	sets_sort(search.sets, search.n_sets);
	*ret = search.sets;
	return search.n_sets;
}
