/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a binary policy denies an access: translates its words, computes, picks the reason. */
#include "policy-sepol.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sepol/policydb/hashtab.h>

static const char *const reason_names[] = {
	[REASON_NO_POLICY] = "no-policy",
	[REASON_TYPE_ENFORCEMENT] = "type-enforcement",
	[REASON_CONSTRAINT] = "constraint",
	[REASON_ROLE] = "role",
	[REASON_BOUNDS] = "bounds",
	[REASON_ALLOWED] = "allowed",
	[REASON_DONTAUDIT] = "dontaudit",
	[REASON_UNKNOWN_CLASS] = "unknown-class",
	[REASON_INVALID_CONTEXT] = "invalid-context",
};

const char *policy_reason_name(enum policy_reason reason)
{
	return reason_names[reason];
}

int policy_reason_from_name(const char *name, enum policy_reason *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(reason_names); i++) {
		if (text_equal(name, reason_names[i])) {
			*ret = (enum policy_reason)i;
			return 0;
		}
	}
	return -EINVAL;
}

static int find_context(struct policy_sepol *sepol, const char *text, struct arena *arena,
	sepol_security_id_t *ret, struct policy_why *ret_why)
{
	if (text && binary_context_number(sepol, text, ret) == 0)
		return 0;
	ret_why->reason = REASON_INVALID_CONTEXT;
	ret_why->detail = arena_strdup(arena, text);
	return -EINVAL;
}

static perm_datum_t *find_permission(const class_datum_t *class, const char *name)
{
	perm_datum_t *found = hashtab_search(class->permissions.table, (char *)name);

	if (!found && class->comdatum)
		found = hashtab_search(class->comdatum->permissions.table, (char *)name);
	return found;
}

sepol_access_vector_t binary_permission(const class_datum_t *class, const char *name)
{
	const perm_datum_t *permission = find_permission(class, name);

	if (!permission || permission->s.value < 1 || permission->s.value > 32)
		return 0;
	return UINT32_C(1) << (permission->s.value - 1);
}

/* An access without permissions came from a damaged record; it must not pass for allowed. */
static int find_permissions(const class_datum_t *class, const struct policy_access *access,
	struct arena *arena, struct request *ret, struct policy_why *ret_why)
{
	const char *const *name = access->permissions;

	ret->permissions = 0;
	for (; name && *name; name++) {
		sepol_access_vector_t permission = binary_permission(class, *name);

		if (!permission)
			break;
		ret->permissions |= permission;
	}
	ret->finer = finer_of(class, access);
	if (ret->permissions && !*name)
		return 0;
	ret_why->reason = REASON_UNKNOWN_CLASS;
	ret_why->detail = arena_printf(arena, "permission %s:%s", access->tclass,
		name && *name ? *name : "");
	return -EINVAL;
}

static int find_class(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena, struct request *ret, struct policy_why *ret_why)
{
	const char *name = access->tclass ? access->tclass : "";
	class_datum_t *class = hashtab_search(sepol->db->p_classes.table, (char *)name);

	if (!class) {
		ret_why->reason = REASON_UNKNOWN_CLASS;
		ret_why->detail = arena_printf(arena, "class %s", name);
		return -EINVAL;
	}
	ret->tclass = (sepol_security_class_t)class->s.value;
	return find_permissions(class, access, arena, ret, ret_why);
}

int binary_request(struct policy_sepol *sepol, const struct policy_access *access,
	struct arena *arena, struct request *ret, struct policy_why *ret_why)
{
	binary_select(sepol);
	if (find_context(sepol, access->source, arena, &ret->source, ret_why) < 0
		|| find_context(sepol, access->target, arena, &ret->target, ret_why) < 0)
		return -EINVAL;
	return find_class(sepol, access, arena, ret, ret_why);
}

/* A command is denied also where rules name others and its permission is allowed. */
static void decide_finer(struct policy_sepol *sepol, const struct request *request,
	struct decision *decision)
{
	sepol_access_vector_t permission = request->finer.permission;
	bool quiet;

	if (!permission || finer_allowed(sepol, request, &quiet))
		return;
	decision->finer_missing = true;
	decision->only_finer = !decision->denied;
	decision->denied |= permission;
	decision->reasons |= SEPOL_COMPUTEAV_TE;
	if (quiet)
		decision->quiet |= permission;
}

int binary_decide(struct policy_sepol *sepol, const struct request *request,
	struct decision *ret)
{
	struct sepol_av_decision computed;
	unsigned reasons = 0;

	if (sepol_compute_av_reason(request->source, request->target, request->tclass,
		request->permissions, &computed, &reasons) < 0)
		return -EINVAL;
	*ret = (struct decision){
		.denied = request->permissions & ~computed.allowed,
		.quiet = ~computed.auditdeny,
	};
	/* Bounds are reported also when they take away what nobody asked for. */
	ret->reasons = ret->denied ? reasons : 0;
	decide_finer(sepol, request, ret);
	return 0;
}

bool binary_grants(struct policy_sepol *sepol, const struct request *request)
{
	struct decision decision;

	return binary_decide(sepol, request, &decision) == 0 && !decision.reasons;
}

/* True when the braces that follow a constraint's class hold one of the permissions. */
static bool concerns(const char *constraint, size_t length, const char *const *permissions)
{
	const char *open = memchr(constraint, '{', length);
	const char *end = open ? memchr(open, '}', length - (size_t)(open - constraint)) : NULL;

	if (!end)
		return false;
	for (const char *word = open + 1; word < end;) {
		size_t size = strcspn(word, " \t\n}");

		for (size_t i = 0; size && permissions[i]; i++) {
			if (strlen(permissions[i]) == size && !memcmp(word, permissions[i], size))
				return true;
		}
		word += size ? size : 1;
	}
	return false;
}

/* A copy on one line, without doubled blanks and without blanks inside brackets. */
static const char *tidy(const char *text, size_t length, struct arena *arena)
{
	char *copy = arena_alloc(arena, length + 1), *out = copy;

	for (size_t i = 0; i < length; i++) {
		bool blank = isspace((unsigned char)text[i]);
		char last = out > copy ? out[-1] : ' ';

		if (blank && (last == ' ' || last == '('))
			continue;
		if ((text[i] == ')' || text[i] == ';') && last == ' ' && out > copy)
			out--;
		*out++ = blank ? ' ' : text[i];
	}
	while (out > copy && (out[-1] == ' ' || out[-1] == ';'))
		out--;
	*out = '\0';
	return copy;
}

/* libsepol writes down every constraint that fails for anything the types allow; the first one
 * about a requested permission is the one to tell. */
static const char *pick_constraint(const char *text, const struct policy_access *access,
	struct arena *arena)
{
	static const char mark[] = "Constraint DENIED";

	for (const char *end; (end = strstr(text, mark)); text = end + strlen(mark)) {
		if (concerns(text, (size_t)(end - text), access->permissions))
			return tidy(text, (size_t)(end - text), arena);
	}
	return NULL;
}

static const char *constraint_text(const struct request *request,
	const struct policy_access *access, struct arena *arena)
{
	_cleanup_free_ char *text = NULL;
	struct sepol_av_decision computed;
	unsigned reasons = 0;

	if (sepol_compute_av_reason_buffer(request->source, request->target, request->tclass,
		request->permissions, &computed, &reasons, &text, 0) < 0 || !text)
		return NULL;
	return pick_constraint(text, access, arena);
}

/*
 * Several reasons may hold at once, for different permissions. Type enforcement is told first:
 * most remedies are about it, and each of them is tried on the whole access anyway. A constraint
 * comes before the role since its text names the role where that is the cause.
 */
static enum policy_reason main_reason(const struct decision *decision)
{
	if (decision->reasons & SEPOL_COMPUTEAV_TE)
		return decision->denied & ~decision->quiet ? REASON_TYPE_ENFORCEMENT
			: REASON_DONTAUDIT;
	if (decision->reasons & SEPOL_COMPUTEAV_CONS)
		return REASON_CONSTRAINT;
	if (decision->reasons & SEPOL_COMPUTEAV_RBAC)
		return REASON_ROLE;
	if (decision->reasons & SEPOL_COMPUTEAV_BOUNDS)
		return REASON_BOUNDS;
	return REASON_ALLOWED;
}

static const char *finer_text(const struct finer *finer, struct arena *arena)
{
	return arena_printf(arena, finer->is_message ? "nlmsg_type %u" : "ioctlcmd 0x%x",
		finer->number);
}

/* The type that bounds the source; NULL where the target alone is bounded. */
static const char *bounds_text(struct policy_sepol *sepol, const struct request *request,
	struct arena *arena)
{
	uint32_t source = binary_context(sepol, request->source)->type;
	const type_datum_t *datum = sepol->db->type_val_to_struct[source - 1];

	if (!datum || !datum->bounds || datum->bounds > sepol->db->p_types.nprim)
		return NULL;
	return arena_strdup(arena, sepol->db->p_type_val_to_name[datum->bounds - 1]);
}

void binary_why(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct policy_why *ret)
{
	struct policy_why why = { .reason = REASON_NO_POLICY };
	struct decision decision;
	struct request request;

	if (binary_request(binary_of(policy), access, arena, &request, &why) == 0
		&& binary_decide(binary_of(policy), &request, &decision) == 0) {
		why.reason = main_reason(&decision);
		if (why.reason == REASON_CONSTRAINT)
			why.detail = constraint_text(&request, access, arena);
		if (why.reason == REASON_BOUNDS)
			why.detail = bounds_text(binary_of(policy), &request, arena);
		if (decision.only_finer)
			why.detail = finer_text(&request.finer, arena);
	}
	*ret = why;
}

bool binary_allows(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy_why why;
	struct request request;

	return binary_request(binary_of(policy), access, arena, &request, &why) == 0
		&& binary_grants(binary_of(policy), &request);
}
