/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers from a small text, so that tests need no binary policy. One statement a line, words
 * between blanks, a word that begins with # ends the line:
 *
 *	avocet-policy 1					(the first line, always)
 *	type httpd_t domain				a type and its attributes
 *	allow httpd_t httpd_sys_content_t file read getattr open
 *	access httpd_t etc_t file read : constraint mlsconstrain file { read } (h1 dom h2)
 *	boolean httpd_can_network_connect off : httpd_t mysqld_port_t tcp_socket name_connect
 *	boolean deny_ptrace on ! staff_t staff_t process ptrace
 *	port tcp 80 http_port_t
 *	port tcp 8000-8010 soundd_port_t
 *	label /var/www/html* file system_u:object_r:httpd_sys_content_t:s0
 *	label /var/cache* * <<none>>
 *	folder httpd_sys_content_t /var/www		where content of that type belongs
 *	transition init_t httpd_exec_t process httpd_t	what a new process or object becomes
 *	permissive httpd_t
 *	bounds httpd_t httpd_child_t			the second may do no more than the first
 *	meaning httpd_can_network_connect lets httpd connect to the network
 *	unknown allow					or deny (unless said) or reject
 *	machine mount /srv nfs4 nas:/srv		of machine-scripted.c, kept for it
 *
 * "access" says why an access is denied: a reason of INTERFACES.md's words and, if wanted, its
 * detail. The first such line that names all the permissions asked for decides. An access that no
 * such line names is allowed by the allow lines and booleans in force, else type-enforcement.
 * After a boolean comes what it allows while on (:) or while off (!); a boolean may have several
 * lines. For source and target a type, an attribute or * may stand; for a permission or a label's
 * class too *. Of ports, labels, folders and transitions the first line that fits answers; label
 * paths may hold * and ? (also for slashes and blanks). Types need no "type" line unless they have
 * attributes. Every class and permission is known, unless an access line says unknown-class.
 * Without label or folder lines the file contexts named beside the policy answer, and never the
 * host's.
 */
#include "scripted.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Made by hand for a test; what is larger is something else. */
#define LARGEST_SCRIPT ((size_t)256 * 1024)

struct name *scripted_find(const struct policy_scripted *scripted, const char *text)
{
	struct name *name;

	HASH_FIND_STR(scripted->names, text, name);
	return name;
}

static bool has_attribute(const struct policy_scripted *scripted, const char *type,
	const char *attribute)
{
	const struct name *name = scripted_find(scripted, type);

	for (size_t i = 0; name && i < name->attributes.count; i++) {
		if (text_equal(name->attributes.items[i], attribute))
			return true;
	}
	return false;
}

bool scripted_fits(const struct policy_scripted *scripted, const char *word, const char *type)
{
	return text_equal(word, "*") || text_equal(word, type)
		|| has_attribute(scripted, type, word);
}

static bool names_permission(const struct rule *rule, const char *permission)
{
	for (const char *const *item = rule->permissions; *item; item++) {
		if (text_equal(*item, "*") || text_equal(*item, permission))
			return true;
	}
	return false;
}

static bool rule_fits(const struct rule *rule, const struct question *question)
{
	return text_equal(rule->tclass, question->tclass)
		&& scripted_fits(question->scripted, rule->source, question->source)
		&& scripted_fits(question->scripted, rule->target, question->target);
}

static bool any_allows(const struct rule *rules, const struct question *question,
	const char *permission)
{
	for (const struct rule *rule = rules; rule; rule = rule->next) {
		if (rule_fits(rule, question) && names_permission(rule, permission))
			return true;
	}
	return false;
}

static bool permission_allowed(const struct question *question, const char *permission)
{
	const struct policy_scripted *scripted = question->scripted;

	if (any_allows(scripted->allows, question, permission))
		return true;
	for (const struct switchable *b = scripted->booleans; b; b = b->next) {
		bool on = b->on != b->turned;

		if (any_allows(on ? b->while_on : b->while_off, question, permission))
			return true;
	}
	return false;
}

bool scripted_rules_allow(const struct question *question)
{
	for (const char *const *item = question->permissions; *item; item++) {
		if (!permission_allowed(question, *item))
			return false;
	}
	return true;
}

static const struct rule *find_access(const struct question *question)
{
	for (const struct rule *rule = question->scripted->accesses; rule; rule = rule->next) {
		const char *const *item = question->permissions;

		if (!rule_fits(rule, question))
			continue;
		while (*item && names_permission(rule, *item))
			item++;
		if (!*item)
			return rule;
	}
	return NULL;
}

/* The third field of a context, or NULL. */
static const char *type_of(const char *context, struct arena *arena)
{
	const char *role = context ? strchr(context, ':') : NULL;
	const char *type = role ? strchr(role + 1, ':') : NULL;
	size_t length = type ? strcspn(type + 1, ":") : 0;

	return length ? arena_strndup(arena, type + 1, length) : NULL;
}

int scripted_ask(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct question *ret, struct policy_why *ret_why)
{
	struct question question = {
		.scripted = scripted_of(policy),
		.source = type_of(access->source, arena),
		.target = type_of(access->target, arena),
		.tclass = access->tclass,
		.permissions = access->permissions,
	};

	ret_why->reason = REASON_INVALID_CONTEXT;
	if (!question.source || !question.target) {
		ret_why->detail = arena_strdup(arena,
			question.source ? access->target : access->source);
		return -EINVAL;
	}
	ret_why->reason = REASON_UNKNOWN_CLASS;
	if (question.tclass && question.permissions && *question.permissions) {
		*ret = question;
		return 0;
	}
	ret_why->detail = question.tclass ? arena_printf(arena, "permission %s:", question.tclass)
		: "class ";
	return -EINVAL;
}

void scripted_why(struct policy *policy, const struct policy_access *access,
	struct arena *arena, struct policy_why *ret)
{
	struct policy_why why = { 0 };
	struct question question;

	if (scripted_ask(policy, access, arena, &question, &why) == 0) {
		const struct rule *line = find_access(&question);

		if (line) {
			why.reason = line->reason;
			why.detail = arena_strdup(arena, line->detail);
		} else {
			why.reason = scripted_rules_allow(&question) ? REASON_ALLOWED
				: REASON_TYPE_ENFORCEMENT;
		}
	}
	*ret = why;
}

static bool scripted_allows(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_why why;

	scripted_why(policy, access, arena, &why);
	return why.reason == REASON_ALLOWED;
}

/* As in a real policy, a rule helps where one is missing and nowhere else. */
static bool scripted_allows_with_rule(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_why why;

	scripted_why(policy, access, arena, &why);
	return why.reason == REASON_TYPE_ENFORCEMENT || why.reason == REASON_DONTAUDIT
		|| why.reason == REASON_ALLOWED;
}

static const char *const *scripted_target_types(struct policy *policy,
	const struct policy_access *access, const char *attribute, struct arena *arena)
{
	const struct policy_scripted *scripted = scripted_of(policy);
	struct strings types = { 0 };
	struct question question;
	struct policy_why why;

	types.items = arena_alloc(arena, sizeof *types.items);
	if (scripted_ask(policy, access, arena, &question, &why) < 0)
		return types.items;
	for (const struct name *name = scripted->names; name; name = name->hh.next) {
		question.target = name->text;
		if (!name->is_attribute && scripted_rules_allow(&question)
			&& (!attribute || has_attribute(scripted, name->text, attribute)))
			strings_add(&types, arena, arena_strdup(arena, name->text));
	}
	return types.items;
}

static const char *scripted_transition(struct policy *policy, const char *source,
	const char *target, const char *tclass, struct arena *arena)
{
	const struct policy_scripted *scripted = scripted_of(policy);

	for (const struct rule *line = scripted->transitions; line; line = line->next) {
		if (text_equal(line->tclass, tclass)
			&& scripted_fits(scripted, line->source, source)
			&& scripted_fits(scripted, line->target, target))
			return arena_strdup(arena, line->permissions[0]);
	}
	return NULL;
}

static const char *scripted_port_type(struct policy *policy, const char *protocol, unsigned port,
	struct arena *arena)
{
	for (const struct port_line *line = scripted_of(policy)->ports; line; line = line->next) {
		if (text_equal(line->protocol, protocol) && port >= line->first
			&& port <= line->last)
			return arena_strdup(arena, line->type);
	}
	return NULL;
}

static bool scripted_type_has_attribute(struct policy *policy, const char *type,
	const char *attribute)
{
	return has_attribute(scripted_of(policy), type, attribute);
}

static bool scripted_has_type(struct policy *policy, const char *type)
{
	const struct name *name = scripted_find(scripted_of(policy), type);

	return name && !name->is_attribute;
}

static bool scripted_is_permissive(struct policy *policy, const char *type)
{
	const struct name *name = scripted_find(scripted_of(policy), type);

	return name && name->is_permissive;
}

static const char *scripted_bounded_by(struct policy *policy, const char *type)
{
	const struct name *name = scripted_find(scripted_of(policy), type);

	return name ? name->parent : NULL;
}

static const char *scripted_handle_unknown(struct policy *policy)
{
	const char *word = scripted_of(policy)->unknown;

	return word ? word : "deny";
}

static const char *scripted_folder_of_type(struct policy *policy, const char *type,
	struct arena *arena)
{
	const struct pair_line *line = scripted_of(policy)->folders;

	if (!line)
		return folders_lookup(policy, type, arena);
	while (line && !text_equal(line->name, type))
		line = line->next;
	return line ? arena_strdup(arena, line->value) : NULL;
}

static const char *scripted_boolean_meaning(struct policy *policy, const char *name,
	struct arena *arena)
{
	const struct pair_line *line = scripted_of(policy)->meanings;

	while (line && !text_equal(line->name, name))
		line = line->next;
	return line ? arena_strdup(arena, line->value) : NULL;
}

static const char *const *scripted_machine_lines(const struct policy *policy)
{
	static const char *const none[] = { NULL };
	const struct policy_scripted *scripted = (const struct policy_scripted *)policy;

	return scripted->machine.items ? scripted->machine.items : none;
}

static int scripted_default_context(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena, const char **ret_context)
{
	const struct label_line *line = scripted_of(policy)->labels;

	if (!line)
		return labels_lookup(policy, path, tclass, arena, ret_context);
	for (; line; line = line->next) {
		if ((text_equal(line->tclass, "*") || text_equal(line->tclass, tclass))
			&& fnmatch(line->pattern, path, FNM_NOESCAPE) == 0)
			break;
	}
	if (!line || text_equal(line->context, "<<none>>"))
		return -ENOENT;
	*ret_context = arena_strdup(arena, line->context);
	return 0;
}

static void scripted_close(struct policy *policy)
{
	HASH_CLEAR(hh, scripted_of(policy)->names);
}

static const struct policy_ops scripted_ops = {
	.close = scripted_close,
	.why = scripted_why,
	.boolean_sets = scripted_boolean_sets,
	.boolean_state = scripted_boolean_state,
	.set_boolean = scripted_set_boolean,
	.boolean_meaning = scripted_boolean_meaning,
	.target_types = scripted_target_types,
	.allows = scripted_allows,
	.allows_with_rule = scripted_allows_with_rule,
	.transition = scripted_transition,
	.port_type = scripted_port_type,
	.type_has_attribute = scripted_type_has_attribute,
	.has_type = scripted_has_type,
	.is_permissive = scripted_is_permissive,
	.bounded_by = scripted_bounded_by,
	.handle_unknown = scripted_handle_unknown,
	.folder_of_type = scripted_folder_of_type,
	.machine_lines = scripted_machine_lines,
	.default_context = scripted_default_context,
};

int policy_scripted_parse(const char *text, size_t length, struct arena *arena,
	struct policy **ret, const char **ret_why)
{
	struct arena *own;
	struct policy_scripted *scripted;
	int r;

	if (length > LARGEST_SCRIPT) {
		*ret_why = ": this file is too large for a scripted policy";
		return -EINVAL;
	}
	own = arena_new();
	scripted = arena_alloc(own, sizeof *scripted);
	scripted->policy.ops = &scripted_ops;
	scripted->policy.arena = own;
	r = scripted_read(scripted, text, length, arena, ret_why);
	if (r < 0) {
		policy_close(&scripted->policy);
		return r;
	}
	*ret = &scripted->policy;
	return 0;
}
