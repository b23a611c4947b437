/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The facts of an alert, a row each: when, who, what, why. */
#include "render.h"

#include <string.h>

#include "phrases.h"

static void row(const struct page *page, const char *name, const char *text)
{
	const size_t margin = 12;

	fputs("  ", page->out);
	coloured(page, FAINT, name);
	indent(page->out, margin - 2 - text_columns(name, strlen(name)));
	wrap(page, escape_terminal(page->arena, text), margin, margin);
}

/* Damaged records may have no time. */
static const char *moment(const struct page *page, int64_t ms)
{
	return ms > 0 ? time_local(page->arena, ms) : _("an unknown time");
}

static void print_seen(const struct page *page)
{
	const struct alert *alert = page->alert;
	const char *last = moment(page, alert->last_seen);
	const char *first = moment(page, alert->first_seen);

	if (alert->count <= 1)
		row(page, _("Seen"), last);
	else if (strcmp(first, last) == 0)
		row(page, _("Seen"), arena_printf(page->arena, _("%lld times, %s"),
			(long long)alert->count, last));
	else
		row(page, _("Seen"), arena_printf(page->arena, _("%lld times, from %s to %s"),
			(long long)alert->count, first, last));
}

static const char *program(const struct page *page)
{
	const struct denial *denial = &page->alert->denial;
	const char *text = denial->exe ? denial->exe : denial->comm;

	if (!text)
		return _("not recorded");
	if (denial->exe && denial->comm)
		text = arena_printf(page->arena, "%s (%s)", text, denial->comm);
	if (denial->exe_deleted)
		text = arena_printf(page->arena, _("%s, deleted or replaced since it was started"), text);
	return text;
}

static void print_program(const struct page *page)
{
	const struct denial *denial = &page->alert->denial;
	const char *text = program(page);

	if (denial->pid >= 0)
		text = arena_printf(page->arena, _("%s, process %lld"), text, (long long)denial->pid);
	if (denial->source.text)
		text = arena_printf(page->arena, "%s, %s", text, denial->source.text);
	row(page, _("Program"), text);
	if (denial->unit)
		row(page, _("Unit"), denial->unit);
	if (denial->container)
		row(page, _("Container"), denial->container);
}

/* Only where somebody had logged in: services have nobody behind them. */
static void print_user(const struct page *page)
{
	const char *login = words_value(page->arena, "source.login", page->alert, NULL);
	const char *account = words_value(page->arena, "source.account", page->alert, NULL);
	const char *tty = page->alert->denial.tty;
	const char *text = login;

	if (!login)
		return;
	if (account && strcmp(account, login) != 0)
		text = arena_printf(page->arena, _("%s, as %s"), text, account);
	if (tty)
		text = arena_printf(page->arena, _("%s, at %s"), text, tty);
	row(page, _("Login"), text);
}

static void print_target(const struct page *page)
{
	const struct denial *denial = &page->alert->denial;
	const char *text = words_fill(page->arena,
		denial->port >= 0 && denial->protocol ? N_("{target.protocol} port {target.port}")
			: "{target}", page->alert, NULL);

	if (!denial->tclass && !denial->target.text)
		return;
	if (denial->port >= 0 && denial->protocol && denial->remote_address)
		text = arena_printf(page->arena, _("%s at %s"), text, denial->remote_address);
	if (!denial->tclass || (denial->operation && denial->target.text))
		text = denial->target.text;
	else if (denial->target.text)
		text = arena_printf(page->arena, "%s, %s", text, denial->target.text);
	row(page, _("Target"), text);
	if (denial->path && strlen(denial->path) > PATH_SHOWN)
		row(page, _("Path"), denial->path);
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
static void print_unknown_path(const struct page *page)
{
	const struct denial *denial = &page->alert->denial;
	const char *find = "", *rule = "";

	if (denial->path || !text_equal(denial->manager, "kernel") || !denial->tclass
		|| !phrase_is_file(denial->tclass) || (!denial->name && denial->inode < 0))
		return;
	if (denial->inode >= 0 && !text_equal(denial->name, "/"))
		find = look_for(page->arena, denial);
	if (!has_path_records(denial))
		rule = _(" To have paths recorded from now on, add any audit rule: "
			 "auditctl -w /etc/shadow -p w");
	row(page, _("Path"), arena_printf(page->arena, _("not in the records.%s%s"), find, rule));
}

static const char *end_of_traffic(const struct page *page, const char *address, int port)
{
	if (port < 0)
		return address;
	return arena_printf(page->arena, _("%s port %d"), address, port);
}

/* What the kernel checks packet by packet has no program, but two ends. */
static void print_traffic(const struct page *page)
{
	const struct denial *denial = &page->alert->denial;

	if (denial->protocol || !denial->local_address || !denial->remote_address)
		return;
	row(page, _("Traffic"), arena_printf(page->arena, _("from %s to %s"),
		end_of_traffic(page, denial->local_address, denial->local_port),
		end_of_traffic(page, denial->remote_address, denial->remote_port)));
}

/* What changed the policy shortly before is often why it was stopped. */
static void print_changes(const struct page *page)
{
	const struct alert *alert = page->alert;

	for (size_t i = 0; i < alert->n_changes; i++)
		row(page, i ? "" : _("Before"), arena_printf(page->arena, "%s  %s",
			time_local(page->arena, alert->changes[i].id.ms),
			alert_change_text(page->arena, &alert->changes[i])));
}

void print_facts(const struct page *page)
{
	const struct alert *alert = page->alert;

	print_seen(page);
	if (alert->host)
		row(page, _("Host"), alert->host);
	print_program(page);
	print_user(page);
	print_target(page);
	print_unknown_path(page);
	print_traffic(page);
	if (alert->denial.permissions && alert->denial.permissions[0])
		row(page, _("Access"), words_value(page->arena, "permissions", alert, NULL));
	if (alert->fold != FOLD_NONE)
		row(page, _("Others"), _("What is told here is about this one; the others may have "
					 "other reasons."));
	row(page, _("Why"), alert_reason_text(page->arena, alert));
	if (text_equal(alert->reason, "constraint") && alert->reason_detail)
		row(page, _("Rule"), alert->reason_detail);
	print_changes(page);
	if (alert->denial.damage)
		row(page, _("Damage"), arena_printf(page->arena, _("The records are damaged: %s."),
			alert->denial.damage));
}
