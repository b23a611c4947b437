/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a plugin said, as words: the names of its parts, and which verdict comes first. */
#include "analysis.h"

#include <errno.h>
#include <string.h>

static const char *const verified_names[] = {
	[VERIFIED_UNKNOWN] = "unknown",
	[VERIFIED_YES] = "yes",
	[VERIFIED_NO] = "no",
};

static const char *const risk_names[] = {
	[AVOCET_RISK_NONE] = "none",
	[AVOCET_RISK_LOW] = "low",
	[AVOCET_RISK_MEDIUM] = "medium",
	[AVOCET_RISK_HIGH] = "high",
	[AVOCET_RISK_ATTACK] = "attack",
};

static const char *const action_names[] = {
	[AVOCET_MANUAL] = "manual",
	[AVOCET_RESTORE_LABEL] = "restore-label",
	[AVOCET_ADD_FILE_CONTEXT] = "add-file-context",
	[AVOCET_ADD_EQUIVALENCE] = "add-equivalence",
	[AVOCET_SET_BOOLEAN] = "set-boolean",
	[AVOCET_ADD_PORT] = "add-port",
	[AVOCET_LOAD_MODULE] = "load-module",
	[AVOCET_RELABEL] = "relabel",
};

static int find_name(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(names[i], name))
			return (int)i;
	return -EINVAL;
}

const char *verified_name(enum verified verified)
{
	return (size_t)verified < ARRAY_SIZE(verified_names) ? verified_names[verified] : "unknown";
}

const char *risk_name(enum avocet_risk risk)
{
	return (size_t)risk < ARRAY_SIZE(risk_names) ? risk_names[risk] : "none";
}

const char *action_name(enum avocet_action action)
{
	return (size_t)action < ARRAY_SIZE(action_names) ? action_names[action] : "manual";
}

bool action_changes_policy(enum avocet_action action)
{
	return action != AVOCET_MANUAL && action != AVOCET_RESTORE_LABEL && action != AVOCET_RELABEL;
}

int verified_from_name(const char *name, enum verified *ret)
{
	int found = find_name(verified_names, ARRAY_SIZE(verified_names), name);

	if (found < 0)
		return found;
	*ret = (enum verified)found;
	return 0;
}

int risk_from_name(const char *name, enum avocet_risk *ret)
{
	int found = find_name(risk_names, ARRAY_SIZE(risk_names), name);

	if (found < 0)
		return found;
	*ret = (enum avocet_risk)found;
	return 0;
}

int action_from_name(const char *name, enum avocet_action *ret)
{
	int found = find_name(action_names, ARRAY_SIZE(action_names), name);

	if (found < 0)
		return found;
	*ret = (enum avocet_action)found;
	return 0;
}

/* Whether a stands before b; equals keep the order in which they came. */
static bool stands_before(const struct verdict *a, const struct verdict *b)
{
	bool a_attack = a->risk == AVOCET_RISK_ATTACK, b_attack = b->risk == AVOCET_RISK_ATTACK;

	if (a_attack != b_attack)
		return a_attack;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	return strcmp(a->plugin, b->plugin) < 0;
}

/* There are never many: insertion is enough, and keeps equals in order. */
void verdicts_rank(struct verdicts *verdicts)
{
	struct verdict *items = verdicts->items;

	for (size_t i = 1; i < verdicts->count; i++) {
		struct verdict moving = items[i];
		size_t place = i;

		for (; place > 0 && stands_before(&moving, &items[place - 1]); place--)
			items[place] = items[place - 1];
		items[place] = moving;
	}
	if (verdicts->count > VERDICTS_MAX)
		verdicts->count = VERDICTS_MAX;
}

const char *verdict_word(const struct verdict *verdict, const char *name)
{
	for (size_t i = 0; i < verdict->n_words; i++)
		if (text_equal(verdict->words[i].name, name))
			return verdict->words[i].value;
	return NULL;
}
