/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What mails say besides the alerts' own sentences; text and HTML alike. */
#include "mail.h"

#include <inttypes.h>

const char *say_kind(enum kind kind)
{
	static const char *const headings[KINDS] = {
		[KIND_NEW] = N_("New"),
		[KIND_WORSE] = N_("Now possibly an attack"),
		[KIND_BACK] = N_("Was fixed, and happened again"),
		[KIND_FIXED] = N_("Fixed since"),
		[KIND_STILL] = N_("Still happening"),
	};

	return _(headings[kind]);
}

const char *say_again(struct arena *arena, enum kind kind, const struct alert *alert)
{
	switch (kind) {
	case KIND_WORSE:
		return _("You know this alert. By now it looks like an attack.");
	case KIND_BACK:
		return _("You know this alert. It was fixed, and happened again.");
	case KIND_FIXED:
		return arena_printf(arena, _("You know this alert. The policy allows it since %.16s: nothing is "
					     "left to do."),
			time_local(arena, alert->fixed_since));
	case KIND_NEW:
	case KIND_STILL:
	case KINDS:
		break;
	}
	return NULL;
}

const char *say_level(enum level level)
{
	static const char *const meanings[] = {
		[LEVEL_GREEN] = N_("green: a label or a setting is off"),
		[LEVEL_YELLOW] = N_("yellow: somebody should look at it"),
		[LEVEL_RED] = N_("red: possibly an attack"),
	};

	return _(meanings[level]);
}

static const char *count_of(struct arena *arena, enum kind kind, size_t count)
{
	unsigned long n = count;

	switch (kind) {
	case KIND_NEW: return arena_printf(arena, ngettext("%lu new alert", "%lu new alerts", n), n);
	case KIND_WORSE:
		return arena_printf(arena,
			ngettext("%lu now possibly an attack", "%lu now possibly attacks", n), n);
	case KIND_BACK: return arena_printf(arena, ngettext("%lu happened again", "%lu happened again", n), n);
	case KIND_FIXED: return arena_printf(arena, ngettext("%lu fixed", "%lu fixed", n), n);
	case KIND_STILL:
		return arena_printf(arena, ngettext("%lu still happening", "%lu still happening", n), n);
	case KINDS: break;
	}
	return "";
}

const char *say_counts(struct arena *arena, const struct news *news)
{
	const char *text = "";

	for (enum kind kind = 0; kind < KINDS; kind++)
		if (news->by_kind[kind])
			text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
				count_of(arena, kind, news->by_kind[kind]));
	return text;
}

const char *say_period(struct arena *arena, const struct news *news)
{
	return arena_printf(arena, _("From %.16s to %.16s."), time_local(arena, news->from),
		time_local(arena, news->until));
}

const char *say_item(struct arena *arena, const struct item *item)
{
	if (item->kind == KIND_FIXED)
		return arena_printf(arena, _("fixed since %.16s"), time_local(arena, item->fixed_since));
	return arena_printf(arena,
		ngettext("%lld time, last %.16s", "%lld times, last %.16s", (unsigned long)item->count),
		(long long)item->count, time_local(arena, item->last_seen));
}

const char *say_how(struct arena *arena, const char *host)
{
	return arena_printf(arena, _("To see more, run on %s:"), host);
}

const char *say_more(struct arena *arena, size_t more)
{
	return arena_printf(arena, ngettext("and %lu more", "and %lu more", (unsigned long)more),
		(unsigned long)more);
}
