/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sources of records, in words: is each there, what did it bring, and what is missing. */
#include "cli.h"
#include "status.h"

#include <string.h>

#define NAME_GAP 3

/* ---- rows ---- */

/* The column where texts begin, so that every name fits. */
static size_t name_width(void)
{
	static const char *const names[] = {
		N_("Analysis"), N_("Changes"), N_("Daemon"), N_("Database"), N_("Folding"), N_("Policy"),
		N_("Problem"), N_("Quarantine"), N_("Source"),
	};
	size_t width = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		size_t columns = text_columns(_(names[i]), strlen(_(names[i])));

		width = columns > width ? columns : width;
	}
	return width + NAME_GAP;
}

/* Bytes of the next line: as much as fits, at least one piece. */
static size_t line_length(const char *text, size_t width)
{
	size_t columns = 0, length = 0;

	while (text[length]) {
		size_t blank = length && text[length] == ' ';
		size_t piece = text_piece(text + length + blank);

		columns += blank + text_columns(text + length + blank, piece);
		if (length && columns > width)
			break;
		length += blank + piece;
	}
	return length;
}

void status_row(const struct status_page *page, const char *name, const char *text)
{
	size_t margin = name_width(), length;
	size_t width = page->style.width > margin ? page->style.width - margin : SIZE_MAX;

	text = escape_terminal(page->arena, text);
	do {
		size_t columns = text_columns(name, strlen(name));

		length = line_length(text, width);
		printf("%s%*s%.*s\n", name, (int)(columns < margin ? margin - columns : 1), "", (int)length, text);
		text += length + (text[length] == ' ');
		name = "";
	} while (*text);
}

/* ---- times ---- */

const char *status_age(struct arena *arena, long long seconds)
{
	long long minutes = seconds / 60, hours = minutes / 60, days = hours / 24;

	if (seconds < 120)
		return arena_printf(arena,
			ngettext("%lld second", "%lld seconds", (unsigned long)seconds), seconds);
	if (minutes < 120)
		return arena_printf(arena, _("%lld minutes"), minutes);
	if (hours < 48)
		return arena_printf(arena, _("%lld hours"), hours);
	return arena_printf(arena, _("%lld days"), days);
}

static const char *local(struct arena *arena, const char *rfc3339)
{
	int64_t ms;

	return time_parse(rfc3339, 0, &ms) < 0 ? rfc3339 : time_local(arena, ms);
}

/* "2026-11-22 09:00:00, 5 minutes ago"; what lies ahead of our clock has no age. */
static const char *moment(struct arena *arena, const char *rfc3339)
{
	int64_t ms, now = time_now();

	if (time_parse(rfc3339, now, &ms) < 0 || ms > now)
		return local(arena, rfc3339);
	return arena_printf(arena, _("%s, %s ago"), time_local(arena, ms),
		status_age(arena, (now - ms) / 1000));
}

/* ---- a source ---- */

static long long number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const struct {
	const char *name, *absent, *page;
} kinds[] = {
	{ "auditd", N_("not connected; it connects when auditd runs with its plugin avocet"),
		"avocet-dispatch" },
	{ "journal", N_("not connected; is avocet-journal.service running?"), "avocet-relay" },
	{ "netlink", N_("not connected; is avocet-netlink.service running?"), "avocet-relay" },
};

static const char *absent(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return _(kinds[i].absent);
	return _("not connected");
}

/* Who misses something wants to know how to miss nothing. */
static void print_advice(const struct status_page *page, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (text_equal(name, kinds[i].name))
			status_row(page, "",
				arena_printf(page->arena, _("what helps against this: man 8 %s"),
					kinds[i].page));
}

static const char *state_text(const json_t *source, const char *name)
{
	const char *state = json_string_value(json_object_get(source, "state"));

	if (!json_is_true(json_object_get(source, "connected")))
		return absent(name);
	if (text_equal(state, "replaying"))
		return _("connected; it tells what was missed");
	if (text_equal(state, "behind"))
		return _("connected, but it has to wait: what came cannot be written");
	return _("connected");
}

static void print_counts(const struct status_page *page, const json_t *source)
{
	static const struct {
		const char *key, *text;
	} more[] = {
		{ "damaged", N_("of the records were damaged") },
		{ "not_selinux", N_("of the records were of other security modules") },
		{ "replayed", N_("records were told afterwards, from what the source keeps") },
		{ "skipped", N_("events came again and were not counted twice") },
	};

	const long long records = number_of(source, "records"),
			events = number_of(source, "events");
	const long long denials = number_of(source, "denials");

	status_row(page, "",
		arena_printf(page->arena, _("%s, %s, %s"),
			arena_printf(page->arena, ngettext("%lld record", "%lld records", (unsigned long)records),
				records),
			arena_printf(page->arena, ngettext("%lld event", "%lld events", (unsigned long)events), events),
			arena_printf(page->arena, ngettext("%lld denial", "%lld denials", (unsigned long)denials),
				denials)));
	for (size_t i = 0; i < ARRAY_SIZE(more); i++) {
		long long number = number_of(source, more[i].key);

		if (number > 0)
			status_row(page, "",
				arena_printf(page->arena, "%lld %s", number, _(more[i].text)));
	}
}

static void print_missing(const struct status_page *page, const json_t *source)
{
	long long lost = number_of(source, "lost");
	size_t i = 0;
	json_t *gap;

	if (lost > 0)
		status_row(page, "",
			arena_printf(page->arena,
				ngettext("LOST: %lld record never came here, there was no room for "
					 "it",
					"LOST: %lld records never came here, there was no room for "
					"them",
					(unsigned long)lost),
				lost));
	json_array_foreach(json_object_get(source, "gaps"), i, gap) {
		const char *from = json_string_value(json_object_get(gap, "from"));
		const char *until = json_string_value(json_object_get(gap, "until"));
		const char *text = _("GAP: some denials may be missing");

		if (from && until)
			text = arena_printf(page->arena,
				_("GAP: denials from %s to %s may be missing"),
				local(page->arena, from), local(page->arena, until));
		else if (until)
			text = arena_printf(page->arena, _("GAP: denials before %s may be missing"),
				local(page->arena, until));
		status_row(page, "", text);
	}
	if (lost > 0 || i > 0)
		print_advice(page, json_string_value(json_object_get(source, "name")));
}

static void print_source(const struct status_page *page, const json_t *source)
{
	const char *name = json_string_value(json_object_get(source, "name"));
	const char *last = json_string_value(json_object_get(source, "last_record"));

	name = name ? name : _("unknown");
	status_row(page, _("Source"),
		arena_printf(page->arena, _("%s: %s"), name, state_text(source, name)));
	status_row(page, "",
		last ? arena_printf(page->arena, _("last record %s"), moment(page->arena, last))
		     : _("no record heard yet"));
	if (number_of(source, "records") > 0)
		print_counts(page, source);
	print_missing(page, source);
}

void status_sources(const struct status_page *page, const json_t *sources)
{
	size_t i;
	json_t *source;

	json_array_foreach(sources, i, source)
		print_source(page, source);
	if (!json_array_size(sources))
		status_row(page, _("Source"),
			_("none was ever connected; denials are heard once auditd "
			  "runs with its plugin avocet, or avocet-journal.service runs"));
}
