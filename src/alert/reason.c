/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why it was stopped, in plain words. */
#include "alert.h"

#include <string.h>

#include "phrases.h"

static const struct {
	const char *reason, *sentence;
} reasons[] = {
	{ "role", N_("The role {source.role} may not change into the role {target.role}, whatever the rules "
		"say of types.") },
	{ "bounds", N_("The type {source.type} is bounded: it may not do more than the type that bounds "
		"it, and so no rule for it alone can help.") },
	{ "bounds told", N_("The type {source.type} is bounded by {detail}: it may not do more than that one, "
		"and so no rule for it alone can help.") },
	{ "granted", N_("The policy allows this, and wants to have it logged.") },
	{ "allowed ioctl", N_("The policy lets {source.type} send device commands (ioctl) there, but perhaps "
		"not this one, {ioctl}.") },
	{ "allowed", N_("The policy that was asked allows this. It was changed since, or the record is from "
		"another host.") },
	{ "dontaudit", N_("No rule of the policy allows it. The policy even says not to mention it, since "
		"programs often try this without need.") },
	{ "unknown-class nothing", N_("The policy cannot tell: the record does not say what was tried.") },
	{ "invalid-context nothing", N_("The policy cannot tell: a label is missing from the record.") },
	{ "unknown-class", N_("Your kernel is newer than your policy, which does not know {unknown}. Updating "
		"the policy (selinux-policy) is the remedy.") },
	{ "unknown-class program", N_("The program that asked SELinux is newer than your policy, which does not "
		"know {unknown}. Updating the policy (selinux-policy) is the remedy.") },
	{ "invalid-context set", N_("The label is mistyped, or belongs to a program whose policy is not "
		"installed here.") },
	{ "invalid-context computed", N_("A rule of the policy leads to this label, but the user in it may not "
		"have that role, or the role not that type.") },
	{ "invalid-context", N_("The policy that was asked does not know the label {detail}. Perhaps the "
		"record is from another host, or a module of the policy was removed.") },
	{ "no-policy", N_("There was no policy to ask, so why it was stopped is not known.") },
};

static const char bounded_transition[] =
	N_("Such a program may only change into a domain that may do no more than its own, unless the policy "
	   "lets it all the same (nnp_transition, nosuid_transition).");
static const char harmless_noise[] =
	N_("This is harmless: it happens whenever such a program is started, and the policy says not to mention "
	   "it. It is seen only while that is switched off (semodule -B switches it on again).");
static const char ioctl_missing[] =
	N_("The policy lets {source.type} send device commands (ioctl) there, but only those that it names, and "
	   "{ioctl} is not among them{deed}.");
static const char message_missing[] =
	N_("The policy lets {source.type} send messages to the kernel there, but only those that it names, and "
	   "the kind {target.nlmsg_type} is not among them.");
static const char raw_label[] =
	N_("On disk it is labelled {target.raw}, which the policy does not know. So SELinux takes it for "
	   "{target.type}, and no rule lets {source.type} do this to it.");
static const char no_rule[] = N_("No rule of the policy lets {source.type} do this.");

/* What no rule allows, by class; the first row that fits. */
static const struct {
	const char *classes, *permissions, *sentence;
} missing[] = {
	{ "process2", "nnp_transition", N_("It was started so that it may gain no privileges (NoNewPrivileges "
		"in a unit, or a container), and no rule lets {source.type} enter {target.type} "
		"nevertheless.") },
	{ "process2", "nosuid_transition", N_("The program is on a file system that was mounted with nosuid, "
		"and no rule lets {source.type} enter {target.type} nevertheless.") },
	{ "process", "transition dyntransition", N_("No rule of the policy lets {source.type} enter the domain "
		"{target.type}.") },
	{ "*_socket", "name_bind", N_("No rule of the policy lets {source.type} use ports labelled "
		"{target.type}.") },
	{ "*_socket", "name_connect", N_("No rule of the policy lets {source.type} connect to ports labelled "
		"{target.type}.") },
	{ "fd", "*", N_("No rule of the policy lets {source.type} use what {target.type} opened.") },
	{ "process binder dbus", "*", N_("No rule of the policy lets {source.type} do this to programs of "
		"the type {target.type}.") },
	{ "*", "*", N_("No rule of the policy lets {source.type} do this to what is labelled "
		"{target.type}.") },
};

static const char *enforcement_sentence(const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	const char *tclass = denial->tclass ? denial->tclass : "";
	const char *permission = denial->permissions && denial->permissions[0] ? denial->permissions[0] : "";
	const char *detail = alert->reason_detail ? alert->reason_detail : "";
	size_t i = 0;

	if (denial->ioctlcmd && strncmp(detail, "ioctlcmd ", strlen("ioctlcmd ")) == 0)
		return ioctl_missing;
	if (denial->nlmsg_type && strncmp(detail, "nlmsg", strlen("nlmsg")) == 0)
		return message_missing;
	if (denial->target_raw && !text_equal(denial->target_raw, denial->target.text))
		return raw_label;
	if (text_equal(denial->source.type, denial->target.type))
		return no_rule;
	while (!text_matches_any(missing[i].classes, tclass)
		|| !text_matches_any(missing[i].permissions, permission))
		i++; /* the last row fits all */
	return missing[i].sentence;
}

/* What programs inherit, or not, when they are started. */
static bool is_noise(const struct denial *denial)
{
	for (const char *const *p = denial->permissions; p && *p; p++)
		if (!text_matches_any("noatsecure siginh rlimitinh", *p))
			return false;
	return text_equal(denial->tclass, "process") && denial->permissions && denial->permissions[0];
}

/* The row of reasons[] that fits best. */
static const char *reason_key(struct arena *arena, const struct alert *alert)
{
	const bool about_detail = text_matches_any("unknown-class invalid-context", alert->reason);

	if (about_detail && !(alert->reason_detail && *alert->reason_detail))
		return arena_printf(arena, "%s nothing", alert->reason);
	if (strcmp(alert->reason, "invalid-context") == 0 && alert->denial.operation)
		return strcmp(alert->denial.operation, "security_compute_sid") == 0
			? "invalid-context computed" : "invalid-context set";
	if (strcmp(alert->reason, "bounds") == 0 && alert->reason_detail && *alert->reason_detail)
		return "bounds told";
	if (strcmp(alert->reason, "unknown-class") == 0 && !text_equal(alert->denial.manager, "kernel"))
		return "unknown-class program";
	if (strcmp(alert->reason, "allowed") == 0)
		return alert->denial.outcome == OUTCOME_GRANTED ? "granted"
			: alert->denial.ioctlcmd ? "allowed ioctl" : "allowed";
	return alert->reason;
}

static const char *reason_sentence(struct arena *arena, const struct alert *alert)
{
	const char *key = reason_key(arena, alert);

	if (strcmp(key, "constraint") == 0)
		return constraint_reason(alert, alert->reason_detail);
	if (text_equal(alert->denial.operation, "security_bounded_transition"))
		return bounded_transition;
	if (strcmp(key, "dontaudit") == 0 && is_noise(&alert->denial))
		return harmless_noise;
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (strcmp(reasons[i].reason, key) == 0)
			return reasons[i].sentence;
	return enforcement_sentence(alert);
}

/* "permission io_uring:cmd" → "the permission cmd of the class io_uring" */
static const char *unknown_word(struct arena *arena, const char *detail)
{
	const char *colon = strchr(detail, ':');
	const char *space = strchr(detail, ' ');

	if (!colon || !space || colon < space)
		return arena_printf(arena, _("the %s"), detail);
	return arena_printf(arena, _("the permission %s of the class %s"), colon + 1,
		arena_strndup(arena, space + 1, (size_t)(colon - space - 1)));
}

/* ". It asks for the size of a terminal" */
static const char *ioctl_deed(struct arena *arena, const struct alert *alert)
{
	const char *name, *deed;

	return phrase_ioctl(alert->denial.ioctlcmd, &name, &deed)
		? arena_printf(arena, _(". It %s"), deed) : "";
}

/* What was refused and let through all the same: whether the policy watches just this type, or all of
 * the system was watched. The plugin "permissive" asked the policy; NULL: nobody knows. */
static const char *watched(struct arena *arena, const struct alert *alert)
{
	const struct verdicts *verdicts = &alert->verdicts;

	if (alert->denial.outcome != OUTCOME_PERMITTED)
		return NULL;
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdict *verdict = &verdicts->items[i];

		if (!text_equal(verdict->plugin, "permissive"))
			continue;
		if (verdict_word(verdict, "watched_type"))
			return words_fill(arena, N_("It was let through all the same, since the policy only "
				"watches programs of the type {watched_type}."), alert, verdict);
		if (verdict_word(verdict, "watched_all"))
			return _("It was let through all the same: by all that is known, the whole system was only "
				"watched.");
	}
	return NULL;
}

static const char *why_text(struct arena *arena, const struct alert *alert)
{
	const char *detail = alert->reason_detail ? alert->reason_detail : "";
	struct word words[] = {
		{ "detail", detail },
		{ "unknown", unknown_word(arena, detail) },
		{ "deed", ioctl_deed(arena, alert) },
	};
	struct verdict verdict = { .words = words, .n_words = ARRAY_SIZE(words) };

	if (!alert->reason) /* given up, or still waiting */
		return alert->reason_detail ? alert->reason_detail : _("It has not been analysed yet.");
	return words_fill(arena, reason_sentence(arena, alert), alert, &verdict);
}

const char *alert_reason_text(struct arena *arena, const struct alert *alert)
{
	const char *why = why_text(arena, alert), *besides = watched(arena, alert);

	/* TRANSLATORS: one sentence, and another one. */
	return besides ? arena_printf(arena, _("%s %s"), why, besides) : why;
}
