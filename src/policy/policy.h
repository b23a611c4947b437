/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to a policy: why was this denied, what would allow it, which label belongs there.
 * Answers come from a binary policy (policy-sepol.c, labels.c) or from a small text file
 * (policy-scripted.c); those who ask see no difference.
 *
 * All answers are allocated in the arena that the caller passes and contain no prose for users.
 */
#ifndef AVOCET_POLICY_H
#define AVOCET_POLICY_H

#include "base.h"

struct policy;

/* Where to look; NULL means the running host's own: /sys/fs/selinux/policy, else the newest
 * /etc/selinux/TYPE/policy/policy.N with TYPE from /etc/selinux/config (if that names none that
 * is there: the only TYPE installed); file_contexts likewise. */
struct policy_files {
	const char *policy;		/* a binary policy, or a scripted one: told by content */
	const char *file_contexts;
	const char *booleans;		/* lines "NAME on", "NAME=1", …: how they are set there */
	/* A folder that holds another host's files: what is not named is looked for below it. */
	const char *root;
};

/* Opens a policy. Returns 0; -ENOENT when there is none; -EINVAL when the file is no policy;
 * another negative errno. On error *ret_why (in arena) is a sentence that names the file.
 * Label look-ups may be missing even when the policy is there (policy_default_context says so). */
int policy_open(const struct policy_files *files, struct arena *arena, struct policy **ret,
	const char **ret_why);
void policy_close(struct policy *policy); /* NULL is fine */
/* A scripted policy's lines about the machine it protects ("machine mount /srv nfs4 …"), without
 * that first word; ends with NULL, empty for others. */
const char *const *policy_machine_lines(const struct policy *policy);
/* The file that answers, for status and for messages. */
const char *policy_path(const struct policy *policy);
/* Changes when the policy, its booleans or the file contexts change: names a cache's content. */
const char *policy_stamp(const struct policy *policy);

/* ---- why: reason.c ---- */

struct policy_access {
	const char *source, *target;	/* contexts as the records give them */
	const char *tclass;
	const char *const *permissions;	/* ends with NULL */
	/* The finer permission that was wanted, where the record tells: of an ioctl "0x5413", of a
	 * netlink message "16"; else NULL. */
	const char *ioctlcmd, *nlmsg_type;
};

enum policy_reason {
	REASON_NO_POLICY,		/* nobody to ask */
	REASON_TYPE_ENFORCEMENT,	/* no rule allows it */
	REASON_CONSTRAINT,		/* a constraint forbids what a rule allows */
	REASON_ROLE,			/* the role may not change so */
	REASON_BOUNDS,			/* a bounded type would exceed its parent */
	REASON_ALLOWED,			/* the policy allows it now */
	REASON_DONTAUDIT,		/* denied, and the policy says not to mention it */
	REASON_UNKNOWN_CLASS,		/* class or permission is not in the policy */
	REASON_INVALID_CONTEXT,		/* a context is not valid in the policy */
};
/* The word of INTERFACES.md: "type-enforcement", "constraint", … and back (-EINVAL). */
const char *policy_reason_name(enum policy_reason reason);
int policy_reason_from_name(const char *name, enum policy_reason *ret);

struct policy_why {
	enum policy_reason reason;
	/* The constraint, the type that bounds, the unknown word, the invalid context; "ioctlcmd
	 * 0x5413" or "nlmsg_type 16" where a rule allows the permission, but others allow single
	 * commands and not this one; else NULL. */
	const char *detail;
};
/* Computes why the policy denies the access. Unless the policy is damaged this always answers. */
void policy_why(struct policy *policy, const struct policy_access *access, struct arena *arena,
	struct policy_why *ret);

/* ---- what would allow it ---- */

struct policy_boolean {
	const char *name;
	bool on;	/* as it is now; turning it round would help */
};

/* The smallest sets of booleans that, turned round together, allow the whole access: single ones;
 * only when there are none pairs, and only then threes. Each set was recomputed, and none has a
 * boolean to spare. The narrowest, by pairs and then by targets, comes first. sets.c bounds the
 * work. Returns their number, 0 included; *ret ends with NULL booleans. */
struct policy_boolean_set {
	const struct policy_boolean *booleans;	/* ends with a NULL name */
	/* What it opens besides (widening.c): on how many more target types the source may do what
	 * was asked, and for how many pairs of types rules of any kind come into force. */
	unsigned also_targets, also_pairs;
};
size_t policy_boolean_sets(struct policy *policy, const struct policy_access *access,
	struct arena *arena, const struct policy_boolean_set **ret);
/* The state of a boolean. Returns 0, or -ENOENT when the policy has none of that name. */
int policy_boolean_state(struct policy *policy, const char *name, bool *ret_on);
/* What it does while it is on, in words that fit behind "NAME: ", without a full stop: from the
 * descriptions that came with Avocet, else made from its name; empty when neither tells. */
const char *policy_boolean_meaning(struct policy *policy, const char *name, struct arena *arena);

/* Whether it is allowed now, by the whole decision. */
bool policy_allows(struct policy *policy, const struct policy_access *access);
/* Whether it would be, had the policy one more rule that allows just what is missing of it, and
 * where single commands are listed one more that lists this one. It is tried, not guessed. */
bool policy_allows_with_rule(struct policy *policy, const struct policy_access *access);
/* Those of the permissions that are not allowed now; ends with NULL. */
const char *const *policy_missing(struct policy *policy, const struct policy_access *access,
	struct arena *arena);

/* What a type_transition rule gives: a domain for the class "process", else the type of what is
 * created. NULL when there is no such rule. */
const char *policy_transition(struct policy *policy, const char *source, const char *target,
	const char *tclass, struct arena *arena);
/* What of source and target a constraint (policy_why.detail) finds different: "user", "role",
 * "level" or "type"; NULL when its text does not tell. Without -Fail- marks the first term counts. */
const char *policy_constraint_kind(const char *detail);

/* Types (no attributes) on which the source may do the whole access, constraints left aside, in
 * the policy's order; ends with NULL. Only those with the attribute, when one is named. */
const char *const *policy_target_types(struct policy *policy, const struct policy_access *access,
	const char *attribute, struct arena *arena);

/* True when the access would be allowed with another type on the target: the whole decision is
 * recomputed with the type put in the target's context. */
bool policy_allows_on_type(struct policy *policy, const struct policy_access *access,
	const char *type);

/* The type that the policy gives to a port ("tcp", "udp", "dccp", "sctp"); NULL when none. */
const char *policy_port_type(struct policy *policy, const char *protocol, unsigned port,
	struct arena *arena);
bool policy_type_has_attribute(struct policy *policy, const char *type, const char *attribute);
bool policy_has_type(struct policy *policy, const char *type);
/* Whether the policy lets this domain do everything, and only records what it would deny. */
bool policy_is_permissive(struct policy *policy, const char *type);
/* The type that bounds this one (typebounds): what that one may not do, this one may not do either.
 * NULL: there is none. Lives as long as the policy. */
const char *policy_bounded_by(struct policy *policy, const char *type);
/* What the kernel does with classes and permissions that it has and this policy has not: "allow",
 * "deny", or "reject": it does not load such a policy at all. */
const char *policy_handle_unknown(struct policy *policy);

/* ---- labels.c ---- */

/* The context that the file contexts give to a path of that class ("file", "dir", "lnk_file",
 * "chr_file", …). Returns 0; -ENOENT when they give none (<<none>>, or no entry); -ENODATA when
 * no file contexts could be opened. A path with ".." in it has no certain label: -ENOENT. */
int policy_default_context(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena, const char **ret_context);
/* A folder whose content the file contexts give that type, the shortest: "/var/www"; NULL: none. */
const char *policy_folder_of_type(struct policy *policy, const char *type, struct arena *arena);
/* Whether there are file contexts that can be read; opens them, which costs megabytes. */
bool policy_has_labels(struct policy *policy);
/* Whether the type is one that people give by hand (contexts/customizable_types): restorecon leaves
 * it alone unless it is forced. */
bool policy_is_customizable(struct policy *policy, const char *type);

#endif
