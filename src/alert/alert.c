/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How serious an alert is, judged by its verdicts.
 */
#include <errno.h>

#include "alert.h"

static const char *const level_names[] = {
	[LEVEL_GREEN] = N_("green"),
	[LEVEL_YELLOW] = N_("yellow"),
	[LEVEL_RED] = N_("red"),
};

const char *level_name(enum level level)
{
	return (size_t)level < ARRAY_SIZE(level_names) ? level_names[level] : "yellow";
}

const char *level_word(enum level level)
{
	return _(level_name(level));
}

int level_from_name(const char *name, enum level *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(level_names); i++) {
		if (text_equal(name, level_names[i])) {
			*ret = i;
			return 0;
		}
	}
	return -EINVAL;
}

enum level alert_level(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		if (verdicts->items[i].risk == AVOCET_RISK_ATTACK)
			return LEVEL_RED;
	}
	if (verdicts->count > 0 && verdicts->items[0].risk <= AVOCET_RISK_LOW)
		return LEVEL_GREEN;
	return LEVEL_YELLOW;
}
