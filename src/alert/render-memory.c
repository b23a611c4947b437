/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the store remembers of an alert, in words: muted, fixed since, what was said earlier, days. */
#include "render.h"

#include <string.h>

#define DAYS_MAX 28

static void tell_mute(struct arena *arena, const struct alert_mute *mute, fact_fn take,
	void *userdata)
{
	const char *until =
		mute->until > 0 ? arena_printf(arena, _("until %s"), time_local(arena, mute->until))
				: _("for ever");
	const char *by = mute->by ? arena_printf(arena, _(", by %s"), mute->by) : "";
	const char *reason =
		mute->reason && *mute->reason ? arena_printf(arena, ": %s", mute->reason) : ".";

	take(_("Muted"), arena_printf(arena, "%s%s%s", until, by, reason), userdata);
	if (mute->hidden > 0)
		take("",
			arena_printf(arena,
				ngettext("%lld denial was counted meanwhile.",
					"%lld denials were counted meanwhile.",
					(unsigned long)mute->hidden),
				(long long)mute->hidden),
			userdata);
}

static void tell_fixed(struct arena *arena, const struct alert *alert, fact_fn take, void *userdata)
{
	const char *since = time_local(arena, alert->fixed_since);

	take(_("Fixed"),
		alert->fixed_because
			? arena_printf(arena, _("The policy allows this since %s, because %s."),
				since, alert_because_retell(arena, alert->fixed_because))
			: arena_printf(arena, _("The policy allows this since %s."), since),
		userdata);
}

/* "Until 2026-11-24 10:00:00 it was explained by restorecon; then the boolean x was turned on." */
static const char *earlier_text(struct arena *arena, const struct alert_earlier *earlier)
{
	const char *until = time_local(arena, earlier->until);
	const char *said = earlier->plugin
				   ? arena_printf(arena, _("Until %s it was explained by %s"),
					   until, earlier->plugin)
				   : arena_printf(arena, _("Until %s nothing explained it"), until);

	return earlier->because ? arena_printf(arena, _("%s; then %s."), said,
						  alert_because_retell(arena, earlier->because))
				: arena_printf(arena, "%s.", said);
}

void alert_memory(struct arena *arena, const struct alert *alert, fact_fn take, void *userdata)
{
	if (alert->fixed_since > 0)
		tell_fixed(arena, alert, take, userdata);
	for (size_t i = 0; i < alert->n_earlier; i++)
		take(i ? "" : _("Earlier"), earlier_text(arena, &alert->earlier[i]), userdata);
	if (alert->mute)
		tell_mute(arena, alert->mute, take, userdata);
}

/* None has the lowest block, and any has more. */
static const char *block(int64_t count, int64_t most, bool ascii)
{
	static const char *const blocks[] = { "\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
		"\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88" };
	static const char *const plain[] = { "_", ".", ":", "-", "=", "+", "*", "#" };
	size_t steps = ARRAY_SIZE(blocks) - 1;
	size_t step = count > 0 ? 1
					  + (size_t)((double)(count - 1) * (double)(steps - 1)
							     / (double)most
						     + 0.5)
				: 0;

	return ascii ? plain[step > steps ? steps : step] : blocks[step > steps ? steps : step];
}

const char *alert_spark(struct arena *arena, const struct alert *alert, bool ascii)
{
	struct alert_day *days;
	size_t count = alert_days(arena, alert, DAYS_MAX, &days), busiest = 0;
	const char *line = "";

	if (count < 2)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (days[i].count > days[busiest].count)
			busiest = i;
	for (size_t i = 0; i < count; i++)
		line = arena_printf(arena, "%s%s", line,
			block(days[i].count, days[busiest].count, ascii));
	return arena_printf(arena, _("%s  from %s to %s, most on %s (%lld)"), line, days[0].day,
		days[count - 1].day, days[busiest].day, (long long)days[busiest].count);
}
