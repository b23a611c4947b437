/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second half of the line: why was it denied, and what do the plugins say of it. */
#include "explain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

struct explainer {
	struct arena *arena;
	struct policy *policy;	/* NULL: there is none */
	struct machine *machine;
	struct plugins *plugins;
	struct explainer_options options;
};

const char *explainer_plugins_folder(struct arena *arena)
{
	static const char *const beside[] = { "../lib/avocet/plugins", "../../plugins", NULL };

	return folder_beside_program(beside, AVOCET_PLUGINS_DIR, arena);
}

/* ---- the explainer ---- */

static void complain(const struct explainer_options *options, const char *sentence)
{
	if (options->complain)
		options->complain(sentence, options->userdata);
}

static void open_policy(struct explainer *explainer)
{
	const struct explainer_options *options = &explainer->options;
	const char *why = NULL;

	if (policy_open(&options->files, explainer->arena, &explainer->policy, &why) < 0) {
		explainer->policy = NULL;
		complain(options, why ? why : _("the policy cannot be opened"));
		return;
	}
	/* Without the labels that were meant, other advice would come first. */
	if (options->files.file_contexts && !policy_has_labels(explainer->policy))
		complain(options, arena_printf(explainer->arena,
			_("%s: these are no file contexts, or they cannot be read"),
			options->files.file_contexts));
}

/* Whose policy is asked, that machine is. A policy from elsewhere says nothing of this one. */
static int open_machine(struct explainer *explainer)
{
	const struct policy_files *files = &explainer->options.files;
	const char *const *lines = explainer->policy ? policy_machine_lines(explainer->policy) : NULL;
	const char *why = NULL;
	int r = 0;

	if (lines && *lines)
		r = machine_scripted(lines, explainer->arena, &explainer->machine, &why);
	else if (files->policy && !files->root)
		explainer->machine = machine_unknown();
	else
		explainer->machine = machine_new(files->root);
	if (r < 0)
		complain(&explainer->options, why);
	return r;
}

int explainer_new(const struct explainer_options *options, struct explainer **ret)
{
	struct arena *arena = arena_new();
	struct explainer *explainer = arena_alloc(arena, sizeof(*explainer));
	const char *folder = options->plugins ? options->plugins : explainer_plugins_folder(arena);
	const struct plugins_options loading = {
		.complain = options->complain,
		.loading = options->running,
		.without = options->without,
		.userdata = options->userdata,
	};
	int result;

	explainer->arena = arena;
	explainer->options = *options;
	open_policy(explainer);
	explainer->options.without = NULL;
	result = open_machine(explainer);
	if (result >= 0)
		result = plugins_load(folder, &loading, &explainer->plugins);
	if (result < 0)
		explainer_free(explainer);
	else
		*ret = explainer;
	return result;
}

void explainer_free(struct explainer *explainer)
{
	if (!explainer)
		return;
	plugins_free(explainer->plugins);
	machine_free(explainer->machine);
	policy_close(explainer->policy);
	arena_free(explainer->arena);
}

struct plugins *explainer_plugins(struct explainer *explainer)
{
	return explainer->plugins;
}

struct policy *explainer_policy(struct explainer *explainer)
{
	return explainer->policy;
}

/* ---- explaining ---- */

/* SELINUX_ERR records name the operation, and by that why it failed. */
static const struct {
	const char *operation;
	enum policy_reason reason;
} operation_reasons[] = {
	{ "security_bounded_transition", REASON_BOUNDS },
	{ "security_validate_transition", REASON_CONSTRAINT },
};

/* Sets the reason where the records alone tell it, or lack what the policy must be asked with. */
static bool reason_of_records(const struct denial *denial, struct policy_why *ret)
{
	const struct policy_why invalid = { REASON_INVALID_CONTEXT, denial->invalid_context };
	const struct policy_why unknown = { REASON_UNKNOWN_CLASS, NULL };

	for (size_t i = 0; denial->operation && i < ARRAY_SIZE(operation_reasons); i++)
		if (text_equal(denial->operation, operation_reasons[i].operation)) {
			*ret = (struct policy_why){ operation_reasons[i].reason, NULL };
			return true;
		}
	if (denial->invalid_context || !denial->source.text || !denial->target.text)
		*ret = invalid;
	else if (!denial->tclass || !denial->permissions || !denial->permissions[0])
		*ret = unknown;
	else
		return false;
	return true;
}

static void find_reason(struct policy *policy, const struct denial *denial, struct arena *arena,
	struct policy_why *ret)
{
	const struct policy_access access = {
		.source = denial->source.text,
		.target = denial->target.text,
		.tclass = denial->tclass,
		.permissions = denial->permissions,
		.ioctlcmd = denial->ioctlcmd,
		.nlmsg_type = denial->nlmsg_type,
	};

	if (reason_of_records(denial, ret))
		return;
	if (policy)
		policy_why(policy, &access, arena, ret);
	else
		*ret = (struct policy_why){ REASON_NO_POLICY, NULL };
}

/* What is known of it now: an update often brings what the policy does not know yet. */
static void find_package(struct explainer *explainer, struct arena *arena, struct alert *alert)
{
	const char *exe = alert->denial.exe;
	const struct machine_package *package;

	if (!explainer->machine || !exe || *exe != '/' || alert->host)
		return;
	package = machine_package(explainer->machine, exe, arena);
	if (!package)
		return;
	alert->package = package->name;
	alert->package_installed = package->installed;
}

void explain(struct explainer *explainer, struct arena *arena, struct alert *alert)
{
	const struct analysis analysis = {
		.policy = explainer->policy,
		.machine = explainer->machine,
		.plugins = explainer->plugins,
		.running = explainer->options.running,
		.userdata = explainer->options.userdata,
	};
	struct policy_why why;

	find_reason(explainer->policy, &alert->denial, arena, &why);
	alert->reason = policy_reason_name(why.reason);
	alert->reason_detail = why.detail;
	analyse(&analysis, &alert->denial, &why, arena, &alert->verdicts);
	alert->level = alert_level(&alert->verdicts);
	find_package(explainer, arena, alert);
	alert->pending = false;
}
