/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a constraint of the policy forbids what a rule allows: levels, SELinux users, roles. */
#include "phrases.h"

#include <stdlib.h>
#include <string.h>

static const char users_differ[] =
	N_("A rule would allow it, but a constraint of the policy wants both to belong to the same SELinux user: "
	   "the program belongs to {source.user}, the {target.kind} to {target.user}.");
static const char owner_stays[] =
	N_("A rule would allow it, but only a few privileged programs may create or relabel what belongs to "
	   "another SELinux user: the program belongs to {source.user}, the {target.kind} to {target.user}.");
static const char identity_stays[] =
	N_("A rule would allow it, but only those that log people in, and their like, may start a program as "
	   "another SELinux user: this would lead from {source.user} to {target.user}.");
static const char role_stays[] =
	N_("A rule would allow it, but only those that log people in, and their like, may start a program in "
	   "another role: this would lead from {source.role} to {target.role}.");
static const char roles_differ[] =
	N_("A rule would allow it, but a constraint of the policy forbids it because of the roles: the program "
	   "has {source.role}, the {target.kind} {target.role}.");
static const char type_needed[] =
	N_("A rule would allow it, but a constraint of the policy keeps it for programs of special types, and "
	   "{source.type} is none of them.");
static const char constrained[] =
	N_("A rule would allow it, but a constraint of the policy forbids it. The program runs as "
	   "{source.context}, its target is {target.context}.");

static const char other_guest[] =
	N_("A rule would allow it, but virtual machines are kept apart by their levels: the process runs at "
	   "{source.range}, the {target.kind} is at {target.range}. As a rule, that is another virtual "
	   "machine's.");
static const char other_container[] =
	N_("A rule would allow it, but containers are kept apart by their levels: the process runs at "
	   "{source.range}, the {target.kind} is at {target.range}. As a rule, that is another container's.");
static const char other_categories[] =
	N_("A rule would allow it, but the process runs at {source.range}, and the {target.kind} is at "
	   "{target.range}: it is kept for programs that have all of its categories (c…).");
static const char read_up[] =
	N_("A rule would allow it, but a program may not read what is more secret than itself: it runs at "
	   "{source.range}, the {target.kind} is at {target.range}.");
static const char write_down[] =
	N_("A rule would allow it, but a program may not write to what is less secret than itself, lest "
	   "secrets leak: it runs at {source.range}, the {target.kind} is at {target.range}.");
static const char write_up[] =
	N_("A rule would allow it, but a program may only write at its own level: it runs at {source.range}, "
	   "the {target.kind} is at {target.range}.");
static const char one_level[] =
	N_("A rule would allow it, but such a {target.kind} may have only one level, not a range like "
	   "{target.range}.");
static const char levels_differ[] =
	N_("A rule would allow it, but a constraint of the policy forbids it because of the levels: one side is "
	   "at {source.range}, the other at {target.range}.");

/* Whether a comparison that begins so, "(u1 ", failed; where nothing is marked, whether there is one. */
static bool failed(const char *text, const char *comparison)
{
	if (text && !strstr(text, "-Fail-"))
		return strstr(text, comparison);
	for (const char *at = text; at && (at = strstr(at, comparison)); at++) {
		const char *mark = strstr(at, "-Fail-"), *end = strchr(at, ')');

		if (mark && end && mark < end)
			return true;
	}
	return false;
}

/* The level that a range ends with; it begins with the lower one. */
static const char *upper(const char *range)
{
	const char *dash = strrchr(range, '-');

	return dash ? dash + 1 : range;
}

/* 15 of "s15:c0.c1023"; -1 where levels have other names. */
static long sensitivity(const char *level)
{
	char *end;
	long number = *level == 's' ? strtol(level + 1, &end, 10) : -1;

	return number >= 0 && end > level + 1 && strchr(":-", *end) ? number : -1;
}

static bool has_any(const struct denial *denial, const char *permissions)
{
	for (const char *const *p = denial->permissions; p && *p; p++)
		if (text_matches_any(permissions, *p))
			return true;
	return false;
}

static bool reads(const struct denial *denial)
{
	return has_any(denial, "read getattr search execute open view select");
}

static bool writes(const struct denial *denial)
{
	return has_any(denial, "write append create setattr unlink link rename add_name remove_name rmdir "
		"relabel* reparent update insert delete");
}

/* Of levels with the same secrecy only the categories can differ. */
static const char *categories_reason(const struct denial *denial)
{
	if (!strchr(upper(denial->target.range), ':'))
		return levels_differ;
	if (text_matches_any("svirt_lxc* *container*", denial->source.type))
		return other_container;
	if (text_matches_any("svirt* *qemu*", denial->source.type))
		return other_guest;
	return other_categories;
}

static const char *levels_reason(const struct denial *denial, const char *text)
{
	long from, high, to;

	if (!denial->source.range || !denial->target.range || !denial->source.type)
		return constrained;
	from = sensitivity(denial->source.range);
	high = sensitivity(upper(denial->source.range));
	to = sensitivity(upper(denial->target.range));
	if (failed(text, "(l2 eq h2") && strchr(denial->target.range, '-'))
		return one_level;
	if (to < 0 || high < 0 || from < 0)
		return levels_differ;
	if (high < to && reads(denial))
		return read_up;
	if (from > to && writes(denial))
		return write_down;
	if (high < to && writes(denial))
		return write_up;
	return high == to ? categories_reason(denial) : levels_differ;
}

/* u1 and u2 are users, r1 and r2 roles, h1 and l1 levels, t1 and t2 types. */
const char *constraint_reason(const struct alert *alert, const char *text)
{
	if (failed(text, "(u1 "))
		return strstr(text, "can_change_object_identity") ? owner_stays
			: strstr(text, "can_change_process_identity") ? identity_stays : users_differ;
	if (failed(text, "(r1 "))
		return strstr(text, "can_change_process_role") ? role_stays : roles_differ;
	if (failed(text, "(h1 ") || failed(text, "(l1 ") || failed(text, "(h2 ") || failed(text, "(l2 "))
		return levels_reason(&alert->denial, text);
	return failed(text, "(t1 ") ? type_needed : constrained;
}
