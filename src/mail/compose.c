/* SPDX-License-Identifier: GPL-2.0-or-later */
/* News become a mail: what its subject says, what it answers to, and which bodies it has. */
#include "mail.h"

#include <inttypes.h>
#include <string.h>

/* Letters, digits and hyphens of a UUID; an alert without one is known by its number. */
static const char *uuid_of(struct arena *arena, const char *uuid, int64_t id)
{
	if (uuid && *uuid && strlen(uuid) <= 64 && consists_of(uuid, strlen(uuid), "-"))
		return uuid;
	return arena_printf(arena, "alert-%" PRId64, id);
}

static const char *host_of(struct arena *arena, const char *host)
{
	return host && *host ? host : message_host(arena);
}

/* The essence first: on a telephone no more is seen. */
static const char *subject_of(struct arena *arena, const char *host, const char *summary, enum kind kind,
	enum level level)
{
	switch (kind) {
	case KIND_WORSE: return arena_printf(arena, _("[%s] Now possibly an attack: %s"), host, summary);
	case KIND_BACK: return arena_printf(arena, _("[%s] Happened again: %s"), host, summary);
	case KIND_FIXED: return arena_printf(arena, _("[%s] Fixed: %s"), host, summary);
	case KIND_NEW:
	case KIND_STILL:
	case KINDS: break;
	}
	if (level == LEVEL_RED)
		return arena_printf(arena, _("[%s] Possibly an attack: %s"), host, summary);
	return arena_printf(arena, "[%s] %s", host, summary);
}

/* The same for the same state of the same alert, so that a mail which came twice is seen to be one. */
static const char *id_of(struct arena *arena, const struct alert *alert, enum kind kind,
	const struct recipient *recipient, const char *from)
{
	const char *uuid = uuid_of(arena, alert->uuid, alert->id);

	if (kind == KIND_FIXED)
		uuid = arena_printf(arena, "%s.fixed-%" PRId64, uuid, alert->fixed_since);
	else if (kind != KIND_NEW)
		uuid = arena_printf(arena, "%s.%s-%" PRId64, uuid, kind == KIND_WORSE ? "worse" : "back",
			alert->last_seen);
	return message_id(arena, uuid, recipient, from);
}

void compose_alert(struct arena *arena, const struct alert *alert, enum kind kind, const char *first,
	const struct recipient *recipient, const char *from, int64_t now, struct message *ret)
{
	struct chart chart;

	*ret = (struct message){ .from = from, .to = recipient->address, .reply_to = first,
		.host = host_of(arena, alert->host), .language = arena_strdup(arena, language_tag()), .date = now,
		.level = kind == KIND_FIXED ? LEVEL_GREEN : alert->level };
	ret->subject = subject_of(arena, ret->host, alert_summary(arena, alert), kind, alert->level);
	ret->id = id_of(arena, alert, kind, recipient, from);
	if (recipient->format != FORMAT_HTML)
		ret->text = text_alert(arena, alert, kind);
	if (recipient->format == FORMAT_TEXT)
		return;
	chart_of_alert(arena, alert, now, &chart);
	ret->html = html_alert_mail(arena, alert, kind, &chart);
}

/* "[web1] Possibly an attack: 3 new alerts: httpd may not …" */
static const char *list_subject(struct arena *arena, const char *host, const struct news *news)
{
	const char *text = arena_printf(arena, _("%s: %s"), say_counts(arena, news), news->items[0].summary);

	return subject_of(arena, host, text, KIND_NEW, news->level);
}

void compose_list(struct arena *arena, const struct news *news, const struct chart *chart, const char *from,
	int64_t now, struct message *ret)
{
	const struct recipient *recipient = news->recipient;
	const char *host = host_of(arena, news->items[0].host);

	*ret = (struct message){ .from = from, .to = recipient->address, .host = host, .date = now,
		.language = arena_strdup(arena, language_tag()), .level = news->level,
		.subject = list_subject(arena, host, news) };
	ret->id = message_id(arena,
		arena_printf(arena, "list-%s-%" PRId64, uuid_of(arena, news->items[0].uuid, news->items[0].id),
			news->until),
		recipient, from);
	if (recipient->format != FORMAT_HTML)
		ret->text = text_list(arena, news, chart);
	if (recipient->format != FORMAT_TEXT)
		ret->html = html_list(arena, news, chart);
}

void compose_test(struct arena *arena, const struct recipient *recipient, const char *from, int64_t now,
	struct message *ret)
{
	const char *paragraphs[3] = { 0 };

	language_set(recipient->language);
	*ret = (struct message){ .from = from, .to = recipient->address, .host = message_host(arena),
		.language = arena_strdup(arena, language_tag()), .level = LEVEL_GREEN, .date = now };
	paragraphs[0] = arena_printf(arena, _("Mail from Avocet on %s arrives."), ret->host);
	paragraphs[1] = _("This is what its mails about SELinux denials will look like. Nothing needs to be done.");
	ret->subject = arena_printf(arena, _("[%s] Test mail of Avocet"), ret->host);
	ret->id = message_id(arena, arena_printf(arena, "test-%" PRId64, now), recipient, from);
	if (recipient->format != FORMAT_HTML)
		ret->text = arena_printf(arena, "%s\n\n%s\n", escape_terminal(arena, paragraphs[0]),
			paragraphs[1]);
	if (recipient->format != FORMAT_TEXT)
		ret->html = html_paragraphs(arena, ret->subject, paragraphs);
}
