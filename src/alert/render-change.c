/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed in the policy, a line each: when, what, and by whom. */
#include "render.h"

#include <string.h>

static const char *enforcing(int value)
{
	return value == 1 ? _("SELinux was switched to enforcing")
		: value == 0 ? _("SELinux was switched to permissive")
		: _("SELinux was switched between enforcing and permissive");
}

static const char *boolean(struct arena *arena, const struct policy_change *change)
{
	const char *name = change->name ? change->name : _("of an unknown name");

	if (change->new_value == change->old_value && change->new_value >= 0)
		return arena_printf(arena, change->new_value ? _("the boolean %s was left on")
			: _("the boolean %s was left off"), name);
	return arena_printf(arena, change->new_value == 1 ? _("the boolean %s was switched on")
		: change->new_value == 0 ? _("the boolean %s was switched off")
		: _("the boolean %s was changed"), name);
}

static const char *what(struct arena *arena, const struct policy_change *change)
{
	switch (change->kind) {
	case CHANGE_POLICY:
		return _("a policy was loaded");
	case CHANGE_ENFORCING:
		return enforcing(change->new_value);
	case CHANGE_BOOLEAN:
		return boolean(arena, change);
	case CHANGE_OTHER:
		break;
	}
	if (text_equal(change->name, "enabled") && change->new_value >= 0)
		return change->new_value ? _("SELinux was switched on") : _("SELinux was switched off");
	return arena_printf(arena, _("a setting of SELinux was changed (%s)"),
		change->name ? change->name : _("unknown"));
}

/* ", by alice (setsebool)"; "" when nobody knows. */
static const char *by_whom(struct arena *arena, const struct policy_change *change)
{
	const char *slash = change->exe ? strrchr(change->exe, '/') : NULL;
	const char *program = slash ? slash + 1 : change->comm;
	const char *login = change->auid_name;

	if (!login && change->auid >= 0)
		login = arena_printf(arena, _("the login %lld"), (long long)change->auid);
	if (!login && !program)
		return "";
	if (!login)
		return arena_printf(arena, _(", by the program %s"), program);
	return program ? arena_printf(arena, _(", by %s (%s)"), login, program)
		: arena_printf(arena, _(", by %s"), login);
}

const char *alert_change_text(struct arena *arena, const struct policy_change *change)
{
	return arena_printf(arena, "%s%s", what(arena, change), by_whom(arena, change));
}

void alert_print_changes(FILE *out, const struct policy_change *changes, size_t count,
	const struct text_style *style)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct page page = { out, style, NULL, arena };

	for (size_t i = 0; i < count; i++) {
		const char *time = time_local(arena, changes[i].id.ms);
		const char *line = alert_change_text(arena, &changes[i]);

		fprintf(out, "  %s  ", time);
		wrap(&page, escape_terminal(arena, line), strlen(time) + 4, strlen(time) + 4);
	}
}
