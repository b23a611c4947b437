/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extended permissions: rules that allow single ioctl commands, or single kinds of netlink messages,
 * of all those that one permission covers. libsepol loads them but leaves them out of its decisions.
 */
#include "policy-sepol.h"

#include <stdlib.h>
#include <string.h>

/* libsepol knows it since 3.8. */
#define XPERMS_NLMSG 0x03

/* What the rules for a source, a target and a class say about one command. */
struct listed {
	bool any;	/* there are such rules: what none of them allows is denied */
	bool allowed, quiet;
};

static uint8_t driver_of(const struct finer *finer)
{
	return (uint8_t)(finer->number >> 8);
}

static uint8_t function_of(const struct finer *finer)
{
	return (uint8_t)finer->number;
}

/* The kernel writes ioctl commands in hexadecimal, with 0x and without, and messages in decimal. */
static bool read_number(const char *text, int base, uint16_t *ret)
{
	unsigned long number;
	char *end;

	if (!text)
		return false;
	number = strtoul(text, &end, base);
	*ret = (uint16_t)number;
	return end != text && !*end && number <= UINT32_MAX;
}

static bool names(const struct policy_access *access, const char *permission)
{
	for (const char *const *name = access->permissions; name && *name; name++) {
		if (strcmp(*name, permission) == 0)
			return true;
	}
	return false;
}

struct finer finer_of(const class_datum_t *class, const struct policy_access *access)
{
	struct finer finer = { 0 };

	if (names(access, "ioctl") && read_number(access->ioctlcmd, 16, &finer.number)) {
		finer.permission = binary_permission(class, "ioctl");
	} else if (names(access, "nlmsg") && read_number(access->nlmsg_type, 10, &finer.number)) {
		finer.permission = binary_permission(class, "nlmsg");
		finer.is_message = true;
	}
	return finer;
}

static bool covers(const avtab_extended_perms_t *rule, const struct finer *finer)
{
	if (rule->specified == AVTAB_XPERMS_IOCTLDRIVER)
		return xperm_test(driver_of(finer), rule->perms);
	return rule->driver == driver_of(finer) && xperm_test(function_of(finer), rule->perms);
}

static void add_rule(const struct avtab_node *node, const struct finer *finer,
	struct listed *listed)
{
	const avtab_extended_perms_t *rule = node->datum.xperms;

	if (!rule || (rule->specified == XPERMS_NLMSG) != finer->is_message)
		return;
	listed->any = true;
	if (!covers(rule, finer))
		return;
	listed->allowed |= (node->key.specified & AVTAB_XPERMS_ALLOWED) != 0;
	listed->quiet |= (node->key.specified & AVTAB_XPERMS_DONTAUDIT) != 0;
}

static void add_rules(const policydb_t *db, avtab_key_t *key, const struct finer *finer,
	struct listed *listed)
{
	const struct avtab_node *node;

	for (node = avtab_search_node((avtab_t *)&db->te_avtab, key); node;
		node = avtab_search_node_next((avtab_ptr_t)node, key->specified))
		add_rule(node, finer, listed);
	for (node = avtab_search_node((avtab_t *)&db->te_cond_avtab, key); node;
		node = avtab_search_node_next((avtab_ptr_t)node, key->specified)) {
		if (node->key.specified & AVTAB_ENABLED)
			add_rule(node, finer, listed);
	}
}

bool finer_allowed(struct policy_sepol *sepol, const struct request *request, bool *ret_quiet)
{
	const policydb_t *db = sepol->db;
	const ebitmap_t *sources, *targets;
	avtab_key_t key = { .target_class = request->tclass, .specified = AVTAB_XPERMS };
	ebitmap_node_t *source_node, *target_node;
	struct listed listed = { 0 };
	unsigned source, target;

	sources = &db->type_attr_map[binary_context(sepol, request->source)->type - 1];
	targets = &db->type_attr_map[binary_context(sepol, request->target)->type - 1];
	ebitmap_for_each_positive_bit(sources, source_node, source) {
		key.source_type = (uint16_t)(source + 1);
		ebitmap_for_each_positive_bit(targets, target_node, target) {
			key.target_type = (uint16_t)(target + 1);
			add_rules(db, &key, &request->finer, &listed);
		}
	}
	*ret_quiet = listed.quiet;
	return listed.allowed || !listed.any;
}

void finer_rule(const struct finer *finer, avtab_extended_perms_t *ret)
{
	*ret = (avtab_extended_perms_t){
		.specified = finer->is_message ? XPERMS_NLMSG : AVTAB_XPERMS_IOCTLFUNCTION,
		.driver = driver_of(finer),
	};
	xperm_set(function_of(finer), ret->perms);
}
