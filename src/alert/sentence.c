/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What happened and why it was stopped, each in one plain sentence. */
#include "alert.h"

#include <string.h>

#include "phrases.h"

/* Phrases joined for reading: "read", "read and open", "read, open and map". */
static const char *join(struct arena *arena, const struct strings *parts)
{
	const char *text = parts->count ? parts->items[0] : "";

	for (size_t i = 1; i < parts->count; i++)
		text = i + 1 == parts->count ? arena_printf(arena, _("%s and %s"), text, parts->items[i])
			: arena_printf(arena, "%s, %s", text, parts->items[i]);
	return text;
}

static void add_once(struct strings *list, struct arena *arena, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text) == 0)
			return;
	strings_add(list, arena, text);
}

/* A phrase with {permission} and {capability} filled in besides the usual words. */
static const char *fill_phrase(struct arena *arena, const char *phrase, const struct alert *alert,
	const char *permission)
{
	const char *capability = phrase_capability(permission);
	struct word words[] = {
		{ "permission", permission },
		{ "capability", capability ? capability
			: arena_printf(arena, _("use the privilege %s"), permission) },
	};
	struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };

	return words_fill(arena, phrase, alert, &verdict);
}

/* "read and open the file /etc/x" */
static const char *file_deed(struct arena *arena, const struct alert *alert)
{
	struct strings verbs = { 0 };

	for (const char *const *p = alert->denial.permissions; *p; p++) {
		const char *verb = phrase_file_verb(*p);

		if (strcmp(*p, "watch") == 0 && p[1] && strncmp(p[1], "watch_", strlen("watch_")) == 0)
			continue; /* the next one says it better; permissions are sorted */
		if (strcmp(*p, "ioctl") == 0 && alert->denial.ioctlcmd)
			verb = arena_printf(arena, _("send the device command (ioctl) %s to"),
				alert->denial.ioctlcmd);
		add_once(&verbs, arena, verb ? verb : arena_printf(arena, _("use (%s)"), *p));
	}
	return arena_printf(arena, "%s %s", join(arena, &verbs),
		words_value(arena, "target", alert, NULL));
}

static const char *phrase_for(struct arena *arena, const struct alert *alert, const char *permission)
{
	const char *phrase = phrase_other(arena, alert, permission);

	return phrase ? phrase : N_("use what is labelled {target.type} ({target.class}: {permission})");
}

/* Permissions that have the same phrase share it: "use a TCP socket (read, write)". */
static const char *other_deed(struct arena *arena, const struct alert *alert)
{
	const char *const *permissions = alert->denial.permissions;
	struct strings phrases = { 0 };

	for (size_t i = 0; permissions[i]; i++) {
		const char *phrase = phrase_for(arena, alert, permissions[i]);
		const char *names = permissions[i];
		bool shows_names = strstr(phrase, "{permission}") != NULL;

		for (size_t j = i + 1; shows_names && permissions[j]; j++)
			if (strcmp(phrase_for(arena, alert, permissions[j]), phrase) == 0)
				names = arena_printf(arena, "%s, %s", names, permissions[j]);
		for (size_t j = 0; shows_names && j < i; j++)
			if (strcmp(phrase_for(arena, alert, permissions[j]), phrase) == 0)
				names = NULL; /* told already */
		if (names)
			add_once(&phrases, arena, fill_phrase(arena, phrase, alert, names));
	}
	return join(arena, &phrases);
}

static const char *deed(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	if (phrase_file_noun(denial->tclass))
		return file_deed(arena, alert);
	return other_deed(arena, alert);
}

/* Who did it: traffic has no program. */
static const char *doer(const struct denial *denial)
{
	const char *slash = denial->exe ? strrchr(denial->exe, '/') : NULL;
	const char *program = slash ? slash + 1 : denial->comm ? denial->comm : "";

	if (denial->tclass && text_matches_any("netif node", denial->tclass))
		return N_("Network traffic labelled {source.type}");
	if (denial->container && text_matches_any("qemu* kvm", program))
		return N_("{source}, which runs the virtual machine {source.container},");
	if (denial->container)
		return N_("{source} in the container {source.container}");
	return N_("{source}");
}

static const char *outcome_sentence(struct arena *arena, enum outcome outcome, const char *who,
	const char *what)
{
	switch (outcome) {
	case OUTCOME_PERMITTED:
		return arena_printf(arena, _("%s would not be allowed to %s; it was let through, since "
					     "SELinux only watches here (permissive)."), who, what);
	case OUTCOME_GRANTED:
		return arena_printf(arena, _("%s was allowed to %s, and the policy wants this logged."),
			who, what);
	case OUTCOME_DENIED:
		break;
	}
	return arena_printf(arena, _("%s may not %s."), who, what);
}

/* The shapes of SELINUX_ERR, by operation. */
static const char *operation_sentence(const char *operation)
{
	static const struct {
		const char *operations, *sentence;
	} sentences[] = {
		{ "security_compute_sid", N_("{source} could not go on as {invalid_context}: the policy "
			"does not allow that user, role and type together.") },
		{ "security_bounded_transition", N_("{source} could not change into the domain {target.type}, "
			"since it may gain no privileges (NoNewPrivileges, or a nosuid file system).") },
		{ "security_compute_av", N_("The domain {source.type} may do less with {target.type} than "
			"its rules say, since the type that bounds it may not do more.") },
		{ "security_validate_transition", N_("{source} may not change a label from {source.context} "
			"to {target.context}: a constraint of the policy forbids it.") },
		{ "unrecognized_netlink_message", N_("{source} sent the kernel a message that SELinux does not "
			"know (kind {target.nlmsg_type}), through {socket}.") },
		{ "setxattr fscreate sockcreate keycreate exec current", N_("{source} tried to set the label "
			"{invalid_context}, which the policy does not know.") },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++)
		if (text_matches_any(sentences[i].operations, operation))
			return sentences[i].sentence;
	return N_("SELinux met an error with the label {invalid_context} of {source}.");
}

/* What one alert stands for when there were too many to tell them apart. */
static const char *const folded[] = {
	[FOLD_PLACE] = N_("This stands for many places: more than {limit} were refused like this."),
	[FOLD_PROGRAM] = N_("This stands for many programs: more than {limit} were refused like this."),
	[FOLD_ALL] = N_("This stands for all new kinds: there were more than {limit} kinds of refusals."),
};

static const char *fold_sentence(struct arena *arena, const struct alert *alert)
{
	int limit = alert->fold == FOLD_ALL ? FOLD_ALERTS
		: alert->fold == FOLD_PROGRAM ? FOLD_PROGRAMS : FOLD_PLACES;
	struct word words[] = { { "limit", arena_printf(arena, "%d", limit) } };
	struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };

	return words_fill(arena, folded[alert->fold], alert, &verdict);
}

static const char *what_happened(struct arena *arena, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;

	if (!denial->operation && (!denial->tclass || !denial->permissions || !denial->permissions[0]))
		return words_sentence(arena,
			N_("{source} was denied {permissions}; the record of it is damaged."), alert, NULL);
	if (denial->operation)
		return words_sentence(arena, operation_sentence(denial->operation), alert, NULL);
	return outcome_sentence(arena, denial->outcome, words_sentence(arena, doer(denial), alert, NULL),
		deed(arena, alert));
}

const char *alert_summary(struct arena *arena, const struct alert *alert)
{
	const char *sentence = what_happened(arena, alert);

	if (alert->fold == FOLD_NONE || (size_t)alert->fold >= ARRAY_SIZE(folded))
		return sentence;
	return arena_printf(arena, "%s %s", sentence, fold_sentence(arena, alert));
}

static const struct {
	const char *reason, *sentence;
} reasons[] = {
	{ "role", N_("The role in {source.context} may not change into {target.context}.") },
	{ "bounds", N_("The type {source.type} is bounded: it may not do more than the type that bounds "
		"it, and so no rule for it alone can help.") },
	{ "allowed ioctl", N_("The policy lets {source.type} send such device commands (ioctl), but perhaps "
		"not this one, {ioctlcmd}.") },
	{ "allowed", N_("The policy allows this now. It was changed since, or only a finer permission "
		"is missing.") },
	{ "dontaudit", N_("No rule of the policy allows it. The policy even says not to mention it, since "
		"programs often try this without need.") },
	{ "unknown-class nothing", N_("The policy cannot tell: the record does not say what was tried.") },
	{ "invalid-context nothing", N_("The policy cannot tell: a label is missing from the record.") },
	{ "unknown-class", N_("The policy does not know the {detail}: it is older than the kernel.") },
	{ "invalid-context", N_("The policy that was asked does not know the label {detail}. Perhaps the "
		"record is from another host, or a module of the policy was removed.") },
	{ "no-policy", N_("There was no policy to ask, so why it was stopped is not known.") },
};

static const char users_differ[] =
	N_("A rule would allow it, but a constraint of the policy wants both to belong to the same SELinux user: "
	   "the program belongs to {source.user}, its target to {target.user}.");
static const char roles_differ[] =
	N_("A rule would allow it, but a constraint of the policy forbids it because of the roles: the program "
	   "has {source.role}, its target {target.role}.");
static const char levels_differ[] =
	N_("A rule would allow it, but a constraint of the policy forbids it because of the levels: the program "
	   "runs at {source.range}, its target is at {target.range}.");
static const char constrained[] =
	N_("A rule would allow it, but a constraint of the policy forbids it. The program runs as "
	   "{source.context}, its target is {target.context}.");

static const char bounded_transition[] =
	N_("Such a program may only change into a domain that may do no more than its own, unless the policy "
	   "lets it all the same (nnp_transition, nosuid_transition).");

/* By what the constraint's text compares: u1 and u2 are users, h1 and l1 levels. */
static const char *constraint_sentence(const char *detail)
{
	static const struct {
		const char *mark, *sentence;
	} marks[] = {
		{ "(u1 ", users_differ }, { "(r1 ", roles_differ }, { "(h1 ", levels_differ },
		{ "(l1 ", levels_differ }, { "(h2 ", levels_differ }, { "(l2 ", levels_differ },
	};

	for (size_t i = 0; detail && i < ARRAY_SIZE(marks); i++)
		if (strstr(detail, marks[i].mark))
			return marks[i].sentence;
	return constrained;
}

static const char *enforcement_sentence(const struct denial *denial)
{
	if (text_equal(denial->source.type, denial->target.type))
		return N_("No rule of the policy lets {source.type} do this.");
	return N_("No rule of the policy lets {source.type} do this to what is labelled {target.type}.");
}

/* The row of reasons[] that fits best. */
static const char *reason_key(struct arena *arena, const struct alert *alert)
{
	bool about_detail = text_matches_any("unknown-class invalid-context", alert->reason);

	if (strcmp(alert->reason, "allowed") == 0 && alert->denial.ioctlcmd)
		return "allowed ioctl";
	if (about_detail && !(alert->reason_detail && *alert->reason_detail))
		return arena_printf(arena, "%s nothing", alert->reason);
	return alert->reason;
}

const char *alert_reason_text(struct arena *arena, const struct alert *alert)
{
	struct word words[] = { { "detail", alert->reason_detail ? alert->reason_detail : "" } };
	struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };

	if (!alert->reason) /* given up, or still waiting */
		return alert->reason_detail ? alert->reason_detail : _("It has not been analysed yet.");
	if (strcmp(alert->reason, "constraint") == 0)
		return words_fill(arena, constraint_sentence(alert->reason_detail), alert, NULL);
	if (text_equal(alert->denial.operation, "security_bounded_transition"))
		return words_fill(arena, bounded_transition, alert, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (strcmp(reasons[i].reason, reason_key(arena, alert)) == 0)
			return words_fill(arena, reasons[i].sentence, alert, &verdict);
	return words_fill(arena, enforcement_sentence(&alert->denial), alert, NULL);
}
