/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a remedy opens besides what was stopped, and what it costs: nobody should find out later. */
#include "alert.h"

#include <string.h>

/* What the same access to other types means, by class and permission: to one of them, or to several. */
static const struct breadth {
	const char *classes, *permissions, *one, *several;
} breadths[] = {
	{ "*_socket", "name_connect", N_("It also lets {source.type} connect to one other kind of port."),
		N_("It also lets {source.type} connect to {also_targets} other kinds of port.") },
	{ "*_socket", "name_bind", N_("It also lets {source.type} listen on one other kind of port."),
		N_("It also lets {source.type} listen on {also_targets} other kinds of port.") },
	{ "file dir lnk_file chr_file blk_file sock_file fifo_file", "*",
		N_("It also lets {source.type} do this with files of one other type."),
		N_("It also lets {source.type} do this with files of {also_targets} other types.") },
	{ "*", "*", N_("It also lets {source.type} do this with one other type."),
		N_("It also lets {source.type} do this with {also_targets} other types.") },
};

static const struct breadth *breadth_of(const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	const char *const *permissions = denial->permissions;
	size_t i = 0;

	if (!denial->tclass || !permissions || !permissions[0])
		return &breadths[ARRAY_SIZE(breadths) - 1];
	while (!text_matches_any(breadths[i].classes, denial->tclass) ||
		!text_matches_any(breadths[i].permissions, permissions[0]))
		i++; /* the last row fits all */
	return &breadths[i];
}

static void add(struct strings *texts, struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict)
{
	strings_add(texts, arena, words_sentence(arena, text, alert, verdict));
}

static void add_setting(struct strings *texts, struct arena *arena, const struct alert *alert,
	const struct verdict *verdict)
{
	const char *targets = verdict_word(verdict, "also_targets"), *pairs = verdict_word(verdict, "also_pairs");
	const struct breadth *breadth = breadth_of(alert);

	if (targets)
		add(texts, arena, text_equal(targets, "1") ? breadth->one : breadth->several, alert, verdict);
	if (pairs)
		add(texts, arena, text_equal(pairs, "1") ? N_("In all it opens one more way from one type to another.")
			: N_("In all it opens {also_pairs} more ways from one type to another."), alert, verdict);
}

static void add_module(struct strings *texts, struct arena *arena, const struct alert *alert,
	const struct verdict *verdict)
{
	const char *cil = verdict_word(verdict, "module_cil");
	const struct denial *denial = &alert->denial;

	/* An answer is another rule, from the target's side. */
	if (cil && denial->target.type && strstr(cil, arena_printf(arena, "\n(allow %s ", denial->target.type))) {
		add(texts, arena, N_("It lets every program of the type {source.type} do this with all that is "
				     "{target.type}, and the other way round."), alert, verdict);
		return;
	}
	if (!cil || strncmp(cil, "(allow", strlen("(allow")) != 0)
		return;
	add(texts, arena, text_equal(denial->source.type, denial->target.type)
		? N_("It lets every program of the type {source.type} do this.")
		: N_("It lets {source.type} do this with all that is labelled {target.type}, not only with what "
		     "was stopped now."), alert, verdict);
}

const char *const *fix_opens(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict)
{
	struct strings texts = { .items = arena_alloc(arena, sizeof(*texts.items)) };

	if (fix->action == AVOCET_SET_BOOLEAN || fix->action == AVOCET_ADD_FILE_CONTEXT)
		add_setting(&texts, arena, alert, verdict);
	if (fix->action == AVOCET_LOAD_MODULE)
		add_module(&texts, arena, alert, verdict);
	if (action_changes_policy(fix->action) && verdict_word(verdict, "also_image"))
		add(&texts, arena, N_("This system comes as an image: while its policy is changed here, updates of "
			"the policy do not arrive. Take the change back as soon as it is not needed."), alert,
			verdict);
	return texts.items;
}
