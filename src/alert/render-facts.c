/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of an alert, a name and a text each: when, who, what, why. */
#include "render.h"

#include <string.h>

#include "phrases.h"

struct facts {
	struct arena *arena;
	const struct alert *alert;
	fact_fn take;
	void *userdata;
};

static void row(const struct facts *facts, const char *name, const char *text)
{
	facts->take(name, text, facts->userdata);
}

/* Damaged records may have no time. */
static const char *moment(const struct facts *facts, int64_t ms)
{
	return ms > 0 ? time_local(facts->arena, ms) : _("an unknown time");
}

static void print_seen(const struct facts *facts)
{
	const struct alert *alert = facts->alert;
	const char *last = moment(facts, alert->last_seen);
	const char *first = moment(facts, alert->first_seen);

	if (alert->count <= 1)
		row(facts, _("Seen"), last);
	else if (strcmp(first, last) == 0)
		row(facts, _("Seen"), arena_printf(facts->arena, _("%lld times, %s"),
			(long long)alert->count, last));
	else
		row(facts, _("Seen"), arena_printf(facts->arena, _("%lld times, from %s to %s"),
			(long long)alert->count, first, last));
}

static const char *program(const struct facts *facts)
{
	const struct denial *denial = &facts->alert->denial;
	const char *text = denial->exe ? denial->exe : denial->comm;

	if (!text)
		return _("not recorded");
	if (denial->exe && denial->comm)
		text = arena_printf(facts->arena, "%s (%s)", text, denial->comm);
	if (denial->exe_deleted)
		text = arena_printf(facts->arena, _("%s, deleted or replaced since it was started"), text);
	return text;
}

static void print_program(const struct facts *facts)
{
	const struct denial *denial = &facts->alert->denial;
	const char *text = program(facts);

	if (denial->pid >= 0)
		text = arena_printf(facts->arena, _("%s, process %lld"), text, (long long)denial->pid);
	if (denial->source.text)
		text = arena_printf(facts->arena, "%s, %s", text, denial->source.text);
	row(facts, _("Program"), text);
	if (facts->alert->package)
		row(facts, _("Package"), facts->alert->package);
	if (denial->unit)
		row(facts, _("Unit"), denial->unit);
	if (denial->container)
		row(facts, _("Container"), denial->container);
}

/* Only where somebody had logged in: services have nobody behind them. */
static void print_user(const struct facts *facts)
{
	const char *login = words_value(facts->arena, "source.login", facts->alert, NULL);
	const char *account = words_value(facts->arena, "source.account", facts->alert, NULL);
	const char *tty = facts->alert->denial.tty;
	const char *text = login;

	if (!login)
		return;
	if (account && strcmp(account, login) != 0)
		text = arena_printf(facts->arena, _("%s, as %s"), text, account);
	if (tty)
		text = arena_printf(facts->arena, _("%s, at %s"), text, tty);
	row(facts, _("Login"), text);
}

static void print_target(const struct facts *facts)
{
	const struct denial *denial = &facts->alert->denial;
	const char *text = words_fill(facts->arena,
		denial->port >= 0 && denial->protocol ? N_("{target.protocol} port {target.port}")
			: "{target}", facts->alert, NULL);

	if (!denial->tclass && !denial->target.text)
		return;
	if (denial->port >= 0 && denial->protocol && denial->remote_address)
		text = arena_printf(facts->arena, _("%s at %s"), text, denial->remote_address);
	if (!denial->tclass || (denial->operation && denial->target.text))
		text = denial->target.text;
	else if (denial->target.text)
		text = arena_printf(facts->arena, "%s, %s", text, denial->target.text);
	row(facts, _("Target"), text);
	if (denial->path && strlen(denial->path) > PATH_SHOWN)
		row(facts, _("Path"), denial->path);
}

static bool has_path_records(const struct denial *denial)
{
	for (const char *const *record = denial->records; record && *record; record++)
		if (strstr(*record, "type=PATH ") || strstr(*record, "type=1302 "))
			return true;
	return false;
}

/* A number counts only on the file system that it is of, and nobody told where that is mounted. */
static const char *look_for(struct arena *arena, const struct denial *denial)
{
	const long long inode = (long long)denial->inode;

	if (!denial->device)
		return arena_printf(arena, _(" To look for it: find / -xdev -inum %lld."), inode);
	return arena_printf(arena, _(" To look for it: find / -xdev -inum %lld (with the folder where "
				     "%s is mounted, if that is not /)."), inode, denial->device);
}

/* How to find the file now, and how to have its path recorded: audit rules of any kind do that. */
static void print_unknown_path(const struct facts *facts)
{
	const struct denial *denial = &facts->alert->denial;
	const char *find = "", *rule = "";

	if (denial->path || !text_equal(denial->manager, "kernel") || !denial->tclass
		|| !phrase_is_file(denial->tclass) || (!denial->name && denial->inode < 0))
		return;
	/* In /proc everything is made when it is looked at, with a number of the moment. */
	if (denial->inode >= 0 && !text_equal(denial->name, "/") && !text_equal(denial->device, "proc"))
		find = look_for(facts->arena, denial);
	if (!has_path_records(denial))
		rule = _(" To have paths recorded from now on, add any audit rule: "
			 "auditctl -w /etc/shadow -p w");
	row(facts, _("Path"), arena_printf(facts->arena, _("not in the records.%s%s"), find, rule));
}

static const char *end_of_traffic(const struct facts *facts, const char *address, int port)
{
	if (port < 0)
		return address;
	return arena_printf(facts->arena, _("%s port %d"), address, port);
}

/* What the kernel checks packet by packet has no program, but two ends. */
static void print_traffic(const struct facts *facts)
{
	const struct denial *denial = &facts->alert->denial;

	if (denial->protocol || !denial->local_address || !denial->remote_address)
		return;
	row(facts, _("Traffic"), arena_printf(facts->arena, _("from %s to %s"),
		end_of_traffic(facts, denial->local_address, denial->local_port),
		end_of_traffic(facts, denial->remote_address, denial->remote_port)));
}

static void print_change(const struct facts *facts, bool first, int64_t ms, const char *text)
{
	row(facts, first ? _("Before") : "",
		arena_printf(facts->arena, "%s  %s", time_local(facts->arena, ms), text));
}

static bool is_new(const struct alert *alert)
{
	return alert->package && alert->package_installed <= alert->first_seen &&
		alert->package_installed > alert->first_seen - ALERT_LATELY;
}

/* What changed the policy or the program shortly before is often why it was stopped. */
static void print_changes(const struct facts *facts)
{
	const struct alert *alert = facts->alert;
	bool first = true;

	if (is_new(alert)) {
		print_change(facts, first, alert->package_installed, arena_printf(facts->arena,
			_("the package %s was installed or updated"), alert->package));
		first = false;
	}
	for (size_t i = 0; i < alert->n_changes; i++, first = false)
		print_change(facts, first, alert->changes[i].id.ms,
			alert_change_text(facts->arena, &alert->changes[i]));
}

void alert_facts(struct arena *arena, const struct alert *alert, fact_fn take, void *userdata)
{
	const struct facts all = { arena, alert, take, userdata }, *facts = &all;

	print_seen(facts);
	if (alert->host)
		row(facts, _("Host"), alert->host);
	print_program(facts);
	print_user(facts);
	print_target(facts);
	print_unknown_path(facts);
	print_traffic(facts);
	if (alert->denial.permissions && alert->denial.permissions[0])
		row(facts, _("Access"), words_value(arena, "permissions", alert, NULL));
	if (alert->fold != FOLD_NONE)
		row(facts, _("Others"), _("What is told here is about this one; the others may have "
					  "other reasons."));
	row(facts, _("Why"), alert_reason_text(arena, alert));
	if (text_equal(alert->reason, "constraint") && alert->reason_detail)
		row(facts, _("Rule"), alert->reason_detail);
	print_changes(facts);
	alert_memory(arena, alert, take, userdata);
	if (alert->denial.damage)
		row(facts, _("Damage"), arena_printf(arena, _("The records are damaged: %s."),
			_(alert->denial.damage)));
}
