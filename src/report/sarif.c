/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SARIF 2.1.0, for the dashboards that collect findings of many tools. Results come first and the tool
 * with its rules last, so that nothing must be known before it is read.
 */
#include "internal.h"

#include <string.h>

#define SCHEMA                                                                \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"
/* For alerts that no plugin explains. */
#define NO_PLUGIN "denial"

static const char *const levels[] = {
	[LEVEL_GREEN] = "note",
	[LEVEL_YELLOW] = "warning",
	[LEVEL_RED] = "error",
};

static void dump(struct report *report, json_t *json)
{
	json_dumpf(json, report->out,
		JSON_COMPACT | (report->options->terminal ? JSON_ENSURE_ASCII : 0));
	json_decref(json);
}

static json_t *text_json(struct arena *arena, const char *text)
{
	return json_string(text_to_utf8(arena, text, NULL));
}

static void put_text(json_t *json, struct arena *arena, const char *name, const char *text)
{
	if (text)
		json_object_set_new(json, name, text_json(arena, text));
}

static void begin(struct report *report)
{
	fprintf(report->out,
		"{\"$schema\":\"%s\",\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":"
		"\"unicodeCodePoints\",\"results\":[\n",
		SCHEMA);
}

static size_t rule_index(struct report *report, const char *name)
{
	for (size_t i = 0; i < report->rules.count; i++)
		if (strcmp(report->rules.items[i], name) == 0)
			return i;
	strings_add(&report->rules, report->arena, arena_strdup(report->arena, name));
	return report->rules.count - 1;
}

/* file:///srv/a%20b */
static const char *file_uri(struct arena *arena, const char *path)
{
	char *uri = arena_alloc(arena, strlen("file://") + 3 * strlen(path) + 1);
	char *end = stpcpy(uri, "file://");

	for (; *path; path++) {
		static const char digits[] = "0123456789ABCDEF";
		unsigned char byte = (unsigned char)*path;

		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/",
			    byte)) {
			*end++ = *path;
			continue;
		}
		*end++ = '%';
		*end++ = digits[byte >> 4];
		*end++ = digits[byte & 15];
	}
	return uri;
}

/* The file, where it was one, and who wanted what. */
static json_t *location(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	json_t *json = json_object(), *logical = json_array();

	if (denial->path && *denial->path == '/')
		json_object_set_new(json, "physicalLocation",
			json_pack("{s{ss}}", "artifactLocation", "uri",
				file_uri(arena, denial->path)));
	if (denial->source.type)
		json_array_append_new(logical,
			json_pack("{so ss}", "name", text_json(arena, denial->source.type), "kind",
				"type"));
	if (denial->unit)
		json_array_append_new(logical,
			json_pack("{so ss}", "name", text_json(arena, denial->unit), "kind",
				"module"));
	if (json_array_size(logical))
		json_object_set(json, "logicalLocations", logical);
	json_decref(logical);
	return json;
}

/* What SARIF has no place for. */
static json_t *properties(struct arena *arena, const struct alert *alert)
{
	json_t *json = json_object(), *commands = json_array();
	struct remedy remedy;

	if (alert->first_seen > 0)
		put_text(json, arena, "firstSeen", time_rfc3339(arena, alert->first_seen));
	if (alert->last_seen > 0)
		put_text(json, arena, "lastSeen", time_rfc3339(arena, alert->last_seen));
	if (alert->id)
		json_object_set_new(json, "alert", json_integer(alert->id));
	put_text(json, arena, "host", alert->host);
	put_text(json, arena, "outcome", outcome_name(alert->denial.outcome));
	put_text(json, arena, "sourceType", alert->denial.source.type);
	put_text(json, arena, "targetType", alert->denial.target.type);
	put_text(json, arena, "class", alert->denial.tclass);
	remedy_of(arena, alert, &remedy);
	for (; remedy.commands && *remedy.commands; remedy.commands++)
		json_array_append_new(commands,
			text_json(arena, escape_command(arena, *remedy.commands)));
	if (json_array_size(commands))
		json_object_set(json, "commands", commands);
	json_decref(commands);
	return json;
}

/* What happened, and what is behind it. */
static const char *message(struct arena *arena, const struct alert *alert)
{
	const char *summary = alert_summary(arena, alert);
	const struct verdict *best = alert->verdicts.items;

	if (!alert->verdicts.count)
		return summary;
	return arena_printf(arena, "%s %s", summary,
		words_sentence(arena, best->summary, alert, best));
}

static bool is_guid(const char *text)
{
	return text && strlen(text) == 36 && strspn(text, "0123456789abcdefABCDEF-") == 36;
}

static json_t *result(struct report *report, struct arena *arena, const struct alert *alert)
{
	const char *rule = alert->verdicts.count ? alert->verdicts.items[0].plugin : NO_PLUGIN;
	size_t index = rule_index(report, rule);
	json_t *json = json_pack("{so sI ss s{so} s[o] so}", "ruleId", text_json(arena, rule),
		"ruleIndex", (json_int_t)index, "level", levels[alert->level], "message", "text",
		text_json(arena, message(arena, alert)), "locations", location(arena, alert),
		"properties", properties(arena, alert));

	if (alert->count > 0)
		json_object_set_new(json, "occurrenceCount", json_integer(alert->count));
	if (is_guid(alert->uuid))
		put_text(json, arena, "guid", alert->uuid);
	if (alert->signature)
		json_object_set_new(json, "partialFingerprints",
			json_pack("{so}", "avocetSignature/v1",
				text_json(arena, alert->signature)));
	return json;
}

static void write_alert(struct report *report, const struct alert *alert, struct arena *arena)
{
	if (report->written)
		fputs(",\n", report->out);
	dump(report, result(report, arena, alert));
}

static void end(struct report *report)
{
	json_t *rules = json_array();

	for (size_t i = 0; i < report->rules.count; i++)
		json_array_append_new(rules,
			json_pack("{so so}", "id", text_json(report->arena, report->rules.items[i]),
				"name", text_json(report->arena, report->rules.items[i])));
	fputs("\n],\"tool\":", report->out);
	dump(report, json_pack("{s{ss ss so}}", "driver", "name", "Avocet", "version",
			     report->options->version, "rules", rules));
	fputs("}]}\n", report->out);
}

const struct report_writer report_sarif = { .begin = begin, .alert = write_alert, .end = end };
