/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail.conf: who gets which mails, when, and in which form. */
#include "mail.h"

#include <errno.h>
#include <string.h>

#define NAME_MAX_BYTES 64
#define LANGUAGE_MAX 32

static bool name_valid(const char *name)
{
	return strlen(name) <= NAME_MAX_BYTES && consists_of(name, strlen(name), "._-");
}

static struct recipient *recipient_add(struct mail_settings *settings, const char *name)
{
	size_t size = settings->count * sizeof *settings->recipients;
	struct recipient *list = arena_alloc(settings->arena, size + sizeof *list);

	if (size)
		memcpy(list, settings->recipients, size);
	settings->recipients = list;
	list += settings->count++;
	list->name = arena_strdup(settings->arena, name);
	return list;
}

/* The recipient of a section, or NULL when it has no proper name. */
static struct recipient *recipient_of(struct mail_settings *settings, const char *section)
{
	const char *name = section + strlen("recipient ");

	for (size_t i = 0; i < settings->count; i++)
		if (strcmp(settings->recipients[i].name, name) == 0)
			return &settings->recipients[i];
	return name_valid(name) ? recipient_add(settings, name) : NULL;
}

static int set_address(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;
	struct recipient *recipient = recipient_of(settings, section);

	if (!recipient || !mail_address_valid(value))
		return -EINVAL;
	recipient->address = arena_strdup(settings->arena, value);
	return 0;
}

static int set_level(void *data, const char *section, const char *value)
{
	struct recipient *recipient = recipient_of(data, section);

	return recipient ? level_from_name(value, &recipient->level) : -EINVAL;
}

/* The place of a value among the names, or -EINVAL. */
static int find_name(const char *const *names, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], value) == 0)
			return (int)i;
	return -EINVAL;
}

static const char *const schedules[] = {
	[SCHEDULE_IMMEDIATE] = "immediate",
	[SCHEDULE_HOURLY] = "hourly",
	[SCHEDULE_DAILY] = "daily",
	[SCHEDULE_WEEKLY] = "weekly",
};

const char *schedule_name(enum schedule schedule)
{
	return schedules[schedule];
}

static int set_schedule(void *data, const char *section, const char *value)
{
	struct recipient *recipient = recipient_of(data, section);
	int found = find_name(schedules, ARRAY_SIZE(schedules), value);

	if (!recipient || found < 0)
		return -EINVAL;
	recipient->schedule = (enum schedule)found;
	return 0;
}

static int set_format(void *data, const char *section, const char *value)
{
	static const char *const formats[] = {
		[FORMAT_BOTH] = "both",
		[FORMAT_TEXT] = "text",
		[FORMAT_HTML] = "html",
	};
	struct recipient *recipient = recipient_of(data, section);
	int found = find_name(formats, ARRAY_SIZE(formats), value);

	if (!recipient || found < 0)
		return -EINVAL;
	recipient->format = (enum format)found;
	return 0;
}

/* It goes into LANGUAGE and into the name of a file. */
static int set_language(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;
	struct recipient *recipient = recipient_of(settings, section);

	if (!recipient || strlen(value) > LANGUAGE_MAX || !consists_of(value, strlen(value), "_@"))
		return -EINVAL;
	recipient->language = arena_strdup(settings->arena, value);
	return 0;
}

static int set_filter(void *data, const char *section, const char *value)
{
	struct mail_settings *settings = data;
	struct recipient *recipient = recipient_of(settings, section);
	json_t *filter;

	if (!recipient || filter_read(value, &filter) < 0)
		return -EINVAL;
	json_decref(filter);
	recipient->filter = arena_strdup(settings->arena, value);
	return 0;
}

/* 22:00-07:00 */
static int set_quiet_hours(void *data, const char *section, const char *value)
{
	struct recipient *recipient = recipient_of(data, section);
	unsigned hour[2], minute[2];
	int used = 0;

	if (!recipient
		|| sscanf(value, "%2u:%2u-%2u:%2u%n", &hour[0], &minute[0], &hour[1], &minute[1], &used) != 4
		|| value[used] || hour[0] > 23 || hour[1] > 23 || minute[0] > 59 || minute[1] > 59)
		return -EINVAL;
	recipient->quiet_from = (int)(60 * hour[0] + minute[0]);
	recipient->quiet_until = (int)(60 * hour[1] + minute[1]);
	return 0;
}

#define NAMED N_(" (and the section's name: letters, digits and . _ -)")

const struct config_key recipient_keys[RECIPIENT_KEYS] = {
	{ "recipient *", "address", N_("an address like admin@example.org"), set_address, NAMED },
	{ "recipient *", "level", N_("green, yellow or red"), set_level, NAMED },
	{ "recipient *", "schedule", N_("immediate, hourly, daily or weekly"), set_schedule, NAMED },
	{ "recipient *", "filter", N_("names and values like unit=httpd.service, and words; the names: "
		"source-type target-type class permission path exe unit container plugin permissive"),
		set_filter, NAMED },
	{ "recipient *", "language", N_("a language like de or pt_BR"), set_language, NAMED },
	{ "recipient *", "format", N_("both, text or html"), set_format, NAMED },
	{ "recipient *", "quiet-hours", N_("times like 22:00-07:00"), set_quiet_hours, NAMED },
};
