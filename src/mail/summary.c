/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many alerts as one mail: how many, the first of them in a sentence each, and how to see all. */
#include "mail.h"

#include <inttypes.h>
#include <stdlib.h>

const char *summary_line(struct arena *arena, const struct alert *alert)
{
	return arena_printf(arena, "%6" PRId64 "  %-6s  %s", alert->id, level_name(alert->level),
		message_tame(arena, alert_summary(arena, alert)));
}

static const char *text_of(struct arena *arena, const struct summary *summary)
{
	_cleanup_free_ char *text = NULL;
	size_t size, more = summary->count - summary->lines.count;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fprintf(out,
		"%zu more %s came since %s.\nWhen more than %d come within an hour, the rest "
		"is told in one mail.\n\n",
		summary->count, summary->count == 1 ? "alert" : "alerts",
		time_local(arena, summary->since), CAPS_SINGLES);
	for (size_t i = 0; i < summary->lines.count; i++)
		fprintf(out, "%s\n", summary->lines.items[i]);
	if (more)
		fprintf(out, "       and %zu more.\n", more);
	fprintf(out,
		"\nTo see all of them, run on that host:\n"
		"  avocet list --since \"%s\"\n"
		"To see one in full, give its number:\n  avocet show NUMBER\n",
		time_local(arena, summary->since));
	if (fclose(out))
		abort();
	return arena_strndup(arena, text, size);
}

void summary_make(struct arena *arena, const struct summary *summary,
	const struct recipient *recipient, const char *from, int64_t now, struct message *ret)
{
	const char *subject = arena_printf(arena, "[%s] %s: %zu more %s since %.16s",
		message_host(arena), level_name(summary->level), summary->count,
		summary->count == 1 ? "alert" : "alerts",
		time_local(arena, summary->since));

	message_begin(arena, recipient, from, subject,
		arena_printf(arena, "summary-%" PRId64 "-%" PRId64, summary->last, now), now, ret);
	ret->text = text_of(arena, summary);
}
