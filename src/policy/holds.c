/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether constraints hold, without a word about why. libsepol writes each constraint down as it computes
 * it, all types of an attribute included, which takes longer than everything else that is asked. Only
 * what is plain is answered here: "no" also means that nobody knows, and then libsepol is asked.
 */
#include "policy-sepol.h"

/* Those of policies have at most CEXPR_MAXDEPTH levels. */
#define STACK_MAX (CEXPR_MAXDEPTH + 1)

/* A term on users, roles or types: their numbers. */
static uint32_t number_of(const context_struct_t *context, uint32_t attribute)
{
	return attribute & CEXPR_USER ? context->user : attribute & CEXPR_ROLE ? context->role
		: context->type;
}

static bool compare_levels(const mls_level_t *one, const mls_level_t *other, uint32_t op)
{
	switch (op) {
	case CEXPR_EQ: return mls_level_eq(one, other);
	case CEXPR_NEQ: return !mls_level_eq(one, other);
	case CEXPR_DOM: return mls_level_dom(one, other);
	case CEXPR_DOMBY: return mls_level_dom(other, one);
	default: return mls_level_incomp(other, one);
	}
}

/* Returns whether the term is one that is known here; *ret: whether it holds. */
static bool compare_sides(const struct constraint_expr *term, const context_struct_t *source,
	const context_struct_t *target, bool *ret)
{
	const mls_level_t *s = source->range.level, *t = target->range.level;

	switch (term->attr) {
	case CEXPR_USER:
	case CEXPR_ROLE:
	case CEXPR_TYPE:
		*ret = (number_of(source, term->attr) == number_of(target, term->attr))
			== (term->op == CEXPR_EQ);
		return term->op == CEXPR_EQ || term->op == CEXPR_NEQ;
	case CEXPR_L1L2: *ret = compare_levels(&s[0], &t[0], term->op); return true;
	case CEXPR_L1H2: *ret = compare_levels(&s[0], &t[1], term->op); return true;
	case CEXPR_H1L2: *ret = compare_levels(&s[1], &t[0], term->op); return true;
	case CEXPR_H1H2: *ret = compare_levels(&s[1], &t[1], term->op); return true;
	case CEXPR_L1H1: *ret = compare_levels(&s[0], &s[1], term->op); return true;
	case CEXPR_L2H2: *ret = compare_levels(&t[0], &t[1], term->op); return true;
	default: return false;
	}
}

static bool compare_names(const struct constraint_expr *term, const context_struct_t *source,
	const context_struct_t *target, bool *ret)
{
	const context_struct_t *side = term->attr & CEXPR_TARGET ? target : source;
	bool listed = ebitmap_get_bit(&term->names, number_of(side, term->attr) - 1);

	*ret = listed == (term->op == CEXPR_EQ);
	return !(term->attr & CEXPR_XTARGET) && (term->op == CEXPR_EQ || term->op == CEXPR_NEQ);
}

/* The terms come first and then what joins them, as in Polish notation turned around. */
static bool holds(const struct constraint_expr *term, const context_struct_t *source,
	const context_struct_t *target)
{
	bool stack[STACK_MAX];
	size_t depth = 0;

	for (; term; term = term->next) {
		bool is_term = term->expr_type == CEXPR_ATTR || term->expr_type == CEXPR_NAMES;

		if (is_term ? depth == STACK_MAX : depth < (term->expr_type == CEXPR_NOT ? 1u : 2u))
			return false;
		switch (term->expr_type) {
		case CEXPR_NOT: stack[depth - 1] = !stack[depth - 1]; break;
		case CEXPR_AND: depth--; stack[depth - 1] = stack[depth - 1] && stack[depth]; break;
		case CEXPR_OR: depth--; stack[depth - 1] = stack[depth - 1] || stack[depth]; break;
		case CEXPR_ATTR:
			if (!compare_sides(term, source, target, &stack[depth++]))
				return false;
			break;
		case CEXPR_NAMES:
			if (!compare_names(term, source, target, &stack[depth++]))
				return false;
			break;
		default:
			return false;
		}
	}
	return depth == 1 && stack[0];
}

bool binary_constraints_hold(struct policy_sepol *sepol, const struct request *request)
{
	const context_struct_t *source = binary_context(sepol, request->source);
	const context_struct_t *target = binary_context(sepol, request->target);
	const class_datum_t *class = sepol->db->class_val_to_struct[request->tclass - 1];

	for (const constraint_node_t *one = class->constraints; one; one = one->next)
		if ((one->permissions & request->permissions) && !holds(one->expr, source, target))
			return false;
	return true;
}
