/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a user may set: ~/.config/avocet/notify.conf. */
#include "news.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#define PAUSE_MIN 5
#define PAUSE_MAX 3600

static const struct settings defaults = {
	.level = LEVEL_GREEN, .bubbles = true, .tray = true, .pause = 60,
};

static int take_truth(const char *value, bool *ret)
{
	if (!text_matches_any("yes no", value))
		return -EINVAL;
	*ret = text_equal(value, "yes");
	return 0;
}

static int set_show(void *settings, const char *section, const char *value)
{
	return take_truth(value, &((struct settings *)settings)->bubbles);
}

static int set_tray(void *settings, const char *section, const char *value)
{
	return take_truth(value, &((struct settings *)settings)->tray);
}

static int set_level(void *settings, const char *section, const char *value)
{
	return level_from_name(value, &((struct settings *)settings)->level);
}

static int set_pause(void *settings, const char *section, const char *value)
{
	char *end;
	long seconds = strtol(value, &end, 10);

	if (!*value || *end || seconds < PAUSE_MIN || seconds > PAUSE_MAX)
		return -EINVAL;
	((struct settings *)settings)->pause = (unsigned)seconds;
	return 0;
}

static const struct config_key keys[] = {
	{ "bubbles", "show", "yes, no", set_show },
	{ "bubbles", "level", "red, yellow, green", set_level },
	{ "bubbles", "pause", N_("seconds, 5 to 3600"), set_pause },
	{ "tray", "show", "yes, no", set_tray },
	{ 0 },
};

void settings_read(struct settings *ret)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	*ret = defaults;
	if (config && *config == '/')
		config_read(arena_printf(arena, "%s/avocet/notify.conf", config), keys, ret);
	else if (home && *home == '/')
		config_read(arena_printf(arena, "%s/.config/avocet/notify.conf", home), keys, ret);
}
