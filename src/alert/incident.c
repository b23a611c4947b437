/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts of one cause: a service that starts and meets twelve refusals is one incident. They began
 * within a minute, on one host, and are of the same unit, process or program.
 */
#include "alert.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) abort()
#include <uthash.h>

#define APART_MAX INT64_C(60000)

/* Who was refused, by each of the names that tell: the newest incident of that name. */
struct cause {
	const char *name;
	struct gathering *newest;
	UT_hash_handle hh;
};

/* An incident that is being put together. */
struct gathering {
	struct incident incident;
	int64_t begin; /* its first denial */
	size_t room;
	size_t first; /* the place of its first part in the order that was given */
};

struct grouping {
	struct arena *arena;
	struct cause *causes;
	struct gathering **all;
	size_t count;
};

static bool is_attack(const struct alert *alert)
{
	for (size_t i = 0; i < alert->verdicts.count; i++)
		if (alert->verdicts.items[i].risk == AVOCET_RISK_ATTACK)
			return true;
	return alert->level == LEVEL_RED;
}

void incident_part_of(struct arena *arena, const struct alert *alert, struct incident_part *ret)
{
	const struct denial *denial = &alert->denial;

	*ret = (struct incident_part){
		.id = alert->id,
		.count = alert->count,
		.first_seen = alert->first_seen,
		.last_seen = alert->last_seen,
		.pid = denial->pid,
		.level = alert->level,
		.pending = alert->pending,
		.attack = is_attack(alert),
		.folded = alert->fold != FOLD_NONE,
		.muted = alert->mute != NULL,
		.fixed = alert->fixed_since > 0,
		.host = arena_strdup(arena, alert->host),
		.unit = arena_strdup(arena, denial->unit),
		.exe = arena_strdup(arena, denial->exe),
		.comm = arena_strdup(arena, denial->comm),
		.summary = arena_strdup(arena, alert_summary(arena, alert)),
	};
	remedy_of(arena, alert, &ret->remedy);
}

/* The names of a part's cause, those that are known. A program that runs in several units is as many
 * programs; one without a name is none. */
static size_t names_of(struct arena *arena, const struct incident_part *part, const char *names[3])
{
	const char *host = part->host ? part->host : "";
	size_t count = 0;

	if (part->folded || part->first_seen <= 0)
		return 0;
	if (part->unit)
		names[count++] = arena_printf(arena, "unit %s\n%s", host, part->unit);
	if (part->pid > 0)
		names[count++] =
			arena_printf(arena, "process %s\n%lld", host, (long long)part->pid);
	if (part->exe)
		names[count++] = arena_printf(arena, "program %s\n%s\n%s", host, part->exe,
			part->unit ? part->unit : "");
	return count;
}

static struct cause *find(const struct grouping *grouping, const char *name)
{
	struct cause *cause;

	HASH_FIND_STR(grouping->causes, name, cause);
	return cause;
}

static void remember(struct grouping *grouping, const char *name, struct gathering *gathering)
{
	struct cause *cause = find(grouping, name);

	if (!cause) {
		cause = arena_alloc(grouping->arena, sizeof *cause);
		cause->name = name;
		HASH_ADD_KEYPTR(hh, grouping->causes, cause->name, strlen(cause->name), cause);
	}
	cause->newest = gathering;
}

static struct gathering *gathering_for(struct grouping *grouping, const struct incident_part *part,
	const char *const names[], size_t n_names)
{
	struct gathering *gathering;

	for (size_t i = 0; i < n_names; i++) {
		struct cause *cause = find(grouping, names[i]);

		if (cause && part->first_seen - cause->newest->begin <= APART_MAX)
			return cause->newest;
	}
	gathering = arena_alloc(grouping->arena, sizeof *gathering);
	gathering->begin = part->first_seen;
	gathering->first = SIZE_MAX;
	grouping->all[grouping->count++] = gathering;
	return gathering;
}

static void add(struct arena *arena, struct gathering *gathering, const struct incident_part *part,
	size_t place)
{
	struct incident *incident = &gathering->incident;

	if (incident->n_parts == gathering->room) {
		const struct incident_part **more;

		gathering->room = gathering->room ? gathering->room * 2 : 1;
		more = arena_alloc(arena, gathering->room * sizeof *more);
		for (size_t i = 0; i < incident->n_parts; i++)
			more[i] = incident->parts[i];
		incident->parts = more;
	}
	incident->parts[incident->n_parts++] = part;
	if (place < gathering->first)
		gathering->first = place;
}

static int by_beginning(const void *a, const void *b)
{
	const struct incident_part *one = *(const struct incident_part *const *)a;
	const struct incident_part *other = *(const struct incident_part *const *)b;

	if (one->first_seen != other->first_seen)
		return one->first_seen < other->first_seen ? -1 : 1;
	return one < other ? -1 : one > other;
}

static int by_place(const void *a, const void *b)
{
	const struct incident_part *one = *(const struct incident_part *const *)a;
	const struct incident_part *other = *(const struct incident_part *const *)b;

	return one < other ? -1 : one > other;
}

static int by_first_place(const void *a, const void *b)
{
	const struct gathering *one = *(struct gathering *const *)a,
			       *other = *(struct gathering *const *)b;

	return one->first < other->first ? -1 : one->first > other->first;
}

static bool is_worse(const struct incident_part *part, const struct incident *incident)
{
	if (part->fixed != incident->fixed)
		return incident->fixed;
	return part->level > incident->level;
}

/* The best name that all parts share. */
static const char *common_name(const struct incident *incident)
{
	const struct incident_part *first = incident->parts[0];
	bool unit = first->unit, exe = first->exe, comm = first->comm;

	for (size_t i = 1; i < incident->n_parts; i++) {
		unit = unit && text_equal(incident->parts[i]->unit, first->unit);
		exe = exe && text_equal(incident->parts[i]->exe, first->exe);
		comm = comm && text_equal(incident->parts[i]->comm, first->comm);
	}
	return unit ? first->unit : exe ? first->exe : comm ? first->comm : NULL;
}

static void sum_up(struct incident *incident)
{
	int64_t latest_begin = INT64_MIN;

	qsort(incident->parts, incident->n_parts, sizeof *incident->parts, by_place);
	incident->first_seen = INT64_MAX;
	for (size_t i = 0; i < incident->n_parts; i++) {
		const struct incident_part *part = incident->parts[i];

		incident->count += part->count;
		if (part->first_seen < incident->first_seen)
			incident->first_seen = part->first_seen;
		if (part->first_seen > latest_begin)
			latest_begin = part->first_seen;
		if (part->last_seen > incident->last_seen)
			incident->last_seen = part->last_seen;
		if (i == 0 || is_worse(part, incident)) {
			incident->level = part->level;
			incident->fixed = part->fixed;
		}
	}
	incident->span = latest_begin - incident->first_seen;
	incident->who = common_name(incident);
}

static void group(struct grouping *grouping, const struct incident_part *parts, size_t count)
{
	const struct incident_part **order =
		arena_alloc(grouping->arena, (count + 1) * sizeof *order);

	for (size_t i = 0; i < count; i++)
		order[i] = &parts[i];
	qsort(order, count, sizeof *order, by_beginning);
	for (size_t i = 0; i < count; i++) {
		const char *names[3];
		size_t n_names = names_of(grouping->arena, order[i], names);
		struct gathering *gathering = gathering_for(grouping, order[i], names, n_names);

		add(grouping->arena, gathering, order[i], (size_t)(order[i] - parts));
		for (size_t n = 0; n < n_names; n++)
			remember(grouping, names[n], gathering);
	}
	qsort(grouping->all, grouping->count, sizeof *grouping->all, by_first_place);
}

struct incident *incidents_group(struct arena *arena, const struct incident_part *parts,
	size_t count, size_t *ret_count)
{
	struct grouping grouping = { .arena = arena };
	struct incident *incidents;

	grouping.all = arena_alloc(arena, (count + 1) * sizeof *grouping.all);
	group(&grouping, parts, count);
	HASH_CLEAR(hh, grouping.causes);
	incidents = arena_alloc(arena, (grouping.count + 1) * sizeof *incidents);
	for (size_t i = 0; i < grouping.count; i++) {
		incidents[i] = grouping.all[i]->incident;
		sum_up(&incidents[i]);
	}
	*ret_count = grouping.count;
	return incidents;
}

bool incident_remedy(struct arena *arena, const struct incident *incident, struct remedy *ret)
{
	const struct remedy **remedies;

	if (incident->n_parts < 2)
		return false;
	remedies = arena_alloc(arena, incident->n_parts * sizeof *remedies);
	for (size_t i = 0; i < incident->n_parts; i++) {
		if (incident->parts[i]->attack || incident->parts[i]->pending
			|| incident->parts[i]->fixed)
			return false;
		remedies[i] = &incident->parts[i]->remedy;
	}
	return remedy_for_all(arena, remedies, incident->n_parts, ret);
}
