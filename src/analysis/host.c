/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine as a plugin sees it: what it may say of its verdict. What it may ask is in
 * host-policy.c and host-machine.c. */
#include "host.h"

#include <string.h>

static struct host *host_of(struct avocet_host *face)
{
	return (struct host *)face; /* face is its first member */
}

/* ---- the verdict being made ---- */

const char *draft_word(const struct draft *draft, const char *name)
{
	for (size_t i = 0; i < draft->n_words; i++)
		if (text_equal(draft->words[i].name, name))
			return draft->words[i].value;
	return NULL;
}

void host_set_word(struct host *host, const char *name, const char *value)
{
	struct draft *draft = &host->draft;
	struct word *words;

	value = arena_strdup(host->arena, value);
	for (size_t i = 0; i < draft->n_words; i++)
		if (text_equal(draft->words[i].name, name)) {
			draft->words[i].value = value;
			return;
		}
	words = arena_alloc(host->arena, (draft->n_words + 1) * sizeof(*words));
	if (draft->n_words)
		memcpy(words, draft->words, draft->n_words * sizeof(*words));
	words[draft->n_words++] = (struct word){ arena_strdup(host->arena, name), value };
	draft->words = words;
}

/* Words with a meaning for the engine alone. */
static const char reserved[] = "module_* boolean_settings boolean_changes also_*";

static void word(struct avocet_host *face, const char *name, const char *value)
{
	if (name && value && !text_matches_any(reserved, name))
		host_set_word(host_of(face), name, value);
}

static void ground(struct avocet_host *face, const char *text)
{
	struct host *host = host_of(face);

	if (text)
		strings_add(&host->draft.grounds, host->arena, arena_strdup(host->arena, text));
}

static void confidence(struct avocet_host *face, int percent)
{
	host_of(face)->draft.confidence = percent;
}

static void set_risk(struct avocet_host *face, enum avocet_risk risk)
{
	if ((unsigned)risk <= AVOCET_RISK_ATTACK)
		host_of(face)->draft.risk = risk;
}

static void report(struct avocet_host *face)
{
	struct host *host = host_of(face);

	host->deliver(host);
	host_begin(host, host->plugin);
}

void host_begin(struct host *host, const struct avocet_plugin *plugin)
{
	host->plugin = plugin;
	host->draft = (struct draft){ .risk = plugin->risk };
}

void host_init(struct host *host, const struct analysis *analysis, struct arena *arena)
{
	*host = (struct host){
		.face = {
			.word = word,
			.ground = ground,
			.confidence = confidence,
			.report = report,
			.risk = set_risk,
		},
		.policy = analysis->policy,
		.machine = analysis->machine,
		.arena = arena,
	};
	host_answer_from_policy(&host->face);
	host_answer_from_machine(&host->face);
	host_make_remedies(&host->face);
}
