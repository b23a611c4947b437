/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A policy module with one rule, in CIL: just what is missing for one denial, or its silence; with two
 * where an answer must be let through as well. */
#include "host.h"

#include <ctype.h>
#include <string.h>

/* Letters of a name in file names and in CIL. */
#define NAME_MAX_BYTES 60

/* httpd_t becomes httpd. */
static const char *stem(const char *type, struct arena *arena)
{
	size_t length = strlen(type);

	if (length > 2 && strcmp(type + length - 2, "_t") == 0)
		length -= 2;
	return arena_strndup(arena, type, length);
}

static const char *name_of(const struct host *host, enum avocet_rule rule)
{
	const struct avocet_denial *denial = host->denial;
	struct arena *arena = host->arena;
	char *name = arena_printf(arena, "local_%s%s_%s_%s", rule == AVOCET_RULE_DONTAUDIT ? "quiet_" : "",
		stem(denial->source.type, arena), stem(denial->target.type, arena), denial->tclass);

	if (strlen(name) > NAME_MAX_BYTES)
		name[NAME_MAX_BYTES] = '\0';
	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '_')
			*c = '_';
	return name;
}

static const char *join(const char *const *words, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; words[i]; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " " : "", words[i]);
	return text;
}

static bool has_word(const char *const *words, const char *wanted)
{
	for (; *words; words++)
		if (strcmp(*words, wanted) == 0)
			return true;
	return false;
}

/* 0x5413, as the kernel writes it. */
static bool is_hex_number(const char *text)
{
	return text && strncmp(text, "0x", 2) == 0 && text[2] && strlen(text) <= 6 &&
		strspn(text + 2, "0123456789abcdefABCDEF") == strlen(text + 2);
}

/* Both types are in the policy, so they are plain words; a type of its own is "self". */
static const char *rule_text(const struct host *host, const char *verb, const char *what)
{
	const char *source = host->denial->source.type, *target = host->denial->target.type;

	return arena_printf(host->arena, "(%s %s %s (%s))", verb, source,
		strcmp(source, target) == 0 ? "self" : target, what);
}

static const char *cil_of(const struct host *host, enum avocet_rule rule, const char *const *missing)
{
	const struct avocet_denial *denial = host->denial;
	struct arena *arena = host->arena;
	const char *access = arena_printf(arena, "%s (%s)", denial->tclass, join(missing, arena));
	bool quiet = rule == AVOCET_RULE_DONTAUDIT;
	const char *text = rule_text(host, quiet ? "dontaudit" : "allow", access);
	const char *command;

	if (!has_word(missing, "ioctl") || !is_hex_number(denial->ioctlcmd))
		return text;
	/* Only this one device command, not all of them. */
	command = arena_printf(arena, "ioctl %s (%s)", denial->tclass, denial->ioctlcmd);
	if (quiet)
		return missing[1] ? text : rule_text(host, "dontauditx", command);
	return arena_printf(arena, "%s\n%s", text, rule_text(host, "allowx", command));
}

/* Adds to *cil what the other direction lacks. False when no rule would help there: then the first
 * alone would be of no use. */
static bool add_way_back(const struct host *host, const char **cil)
{
	const struct avocet_denial *denial = host->denial;
	struct policy_access back = host->access;
	const char *const *missing;

	back.source = host->access.target;
	back.target = host->access.source;
	missing = policy_missing(host->policy, &back, host->arena);
	if (!missing[0])
		return true;
	*cil = arena_printf(host->arena, "%s\n(allow %s %s (%s (%s)))", *cil, denial->target.type,
		denial->source.type, denial->tclass, join(missing, host->arena));
	return policy_allows_with_rule(host->policy, &back);
}

/* What a type does with itself has no other direction. */
static bool goes_both_ways(const struct avocet_denial *denial, enum avocet_rule rule)
{
	return rule == AVOCET_RULE_ALLOW_BOTH_WAYS && strcmp(denial->source.type, denial->target.type) != 0;
}

bool module_make(struct host *host, enum avocet_rule rule)
{
	const struct avocet_denial *denial = host->denial;
	const char *const *missing;
	const char *cil;

	if (!host_can_try(host) || never_allowed(denial) || !denial->source.type || !denial->target.type)
		return false;
	if (!policy_has_type(host->policy, denial->source.type) ||
		!policy_has_type(host->policy, denial->target.type))
		return false;
	missing = policy_missing(host->policy, &host->access, host->arena);
	if (!missing[0])
		return false;
	if (rule != AVOCET_RULE_DONTAUDIT && !policy_allows_with_rule(host->policy, &host->access))
		return false;
	cil = cil_of(host, rule, missing);
	if (goes_both_ways(denial, rule) && !add_way_back(host, &cil))
		return false;
	host_set_word(host, "module_name", name_of(host, rule));
	host_set_word(host, "module_cil", cil);
	return true;
}
