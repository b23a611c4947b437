/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of a plugin's fixes can be offered for a denial: those whose words are there, that may be
 * advised, and that help when they are tried. */
#include "host.h"

#include <string.h>

/* What each action cannot do without: words that analyse() sets, and facts of the denial. */
static const struct needs {
	const char *words[2];
	bool path, port, allows; /* allows: it gives the program more power */
} needs_of[] = {
	[AVOCET_MANUAL] = { .path = false },
	[AVOCET_RESTORE_LABEL] = { .words = { "default_type" }, .path = true },
	[AVOCET_ADD_FILE_CONTEXT] = { .words = { "file_pattern", "file_type" }, .allows = true },
	[AVOCET_ADD_EQUIVALENCE] = { .words = { "target_folder", "like_folder" }, .allows = true },
	[AVOCET_SET_BOOLEAN] = { .words = { "boolean", "boolean_value" }, .allows = true },
	[AVOCET_ADD_PORT] = { .words = { "port_type" }, .port = true, .allows = true },
	[AVOCET_LOAD_MODULE] = { .words = { "module_name", "module_cil" }, .allows = true },
	[AVOCET_RELABEL] = { .path = false },
};

/* Words that every denial has, or a noun in their stead. */
static const char denial_words[] = "source source.* target target.* permissions socket process "
				   "message unit kmod anonclass invalid_context syscall";

/* True when each {word} of the text is one of the denial's or was set by the plugin. */
static bool has_words_of(const struct host *host, const char *text)
{
	while ((text = strchr(text, '{'))) {
		size_t length = strcspn(++text, "}");
		const char *name = arena_strndup(host->arena, text, length);

		if (!text_matches_any(denial_words, name) &&
			!draft_word(&host->draft, name))
			return false;
	}
	return true;
}

static bool has_needs(const struct host *host, const struct avocet_fix *fix)
{
	const struct avocet_denial *denial = host->denial;
	const struct needs *needs = &needs_of[fix->action];
	const struct draft *draft = &host->draft;

	for (size_t i = 0; i < ARRAY_SIZE(needs->words) && needs->words[i]; i++)
		if (!draft_word(draft, needs->words[i]))
			return false;
	if (needs->path && !draft_word(draft, "label_path") &&
		(!denial->path || denial->path[0] != '/'))
		return false;
	if (needs->port && (!denial->protocol || denial->port < 0))
		return false;
	return has_words_of(host, fix->when) && has_words_of(host, fix->then);
}

bool action_allows(enum avocet_action action)
{
	return (size_t)action < ARRAY_SIZE(needs_of) && needs_of[action].allows;
}

/* ---- choosing ---- */

static size_t count_fixes(const struct avocet_fix *fixes)
{
	size_t count = 0;

	while (fixes && fixes[count].then)
		count++;
	return count;
}

/* Where the policy is part of an image, changing it has a price that is told with the fix. */
static void note_image(struct host *host, enum avocet_action action)
{
	if (action_changes_policy(action) && host->machine && machine_is_image(host->machine))
		host_set_word(host, "also_image", "yes");
}

static void keep(struct host *host, struct verdict *verdict, struct fix *fixes, const struct fix *fix)
{
	const struct avocet_fix *own = &host->plugin->fixes[fix->number];

	fixes[verdict->n_fixes] = *fix;
	fixes[verdict->n_fixes].when = arena_strdup(host->arena, own->when);
	fixes[verdict->n_fixes++].then = arena_strdup(host->arena, own->then);
	note_image(host, fix->action);
}

bool fixes_choose(struct host *host, struct verdict *verdict)
{
	const struct avocet_fix *all = host->plugin->fixes;
	size_t count = count_fixes(all);
	struct fix *fixes = arena_alloc(host->arena, (count + 1) * sizeof(*fixes));
	bool useless = false;

	for (size_t i = 0; i < count; i++) {
		struct fix fix = { .number = (unsigned)i, .action = all[i].action };

		if (never_advised(host, &all[i])) {
			useless = useless || host->draft.risk != AVOCET_RISK_ATTACK;
			continue;
		}
		fix.verified = has_needs(host, &all[i]) ? remedy_try(host, fix.action) : VERIFIED_NO;
		if (fix.verified == VERIFIED_NO)
			useless = useless || fix.action != AVOCET_MANUAL;
		else
			keep(host, verdict, fixes, &fix);
	}
	verdict->fixes = fixes;
	return verdict->n_fixes > 0 || !useless;
}
