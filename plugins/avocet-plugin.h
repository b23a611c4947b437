/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plugin explains one kind of denial.
 *
 * It is a single constant: which denials it matches, how sure and how serious it is, what to tell
 * the user, and which actions would mend it. Most plugins are nothing more. A plugin that must
 * ask the policy or the file contexts also has analyse().
 *
 * Texts are marked with N_() and translated where they are shown. Words in braces are filled in
 * for each denial: {source} {source.exe} {source.comm} {source.type} {source.context}
 * {source.unit} {source.container} {source.login} {source.account} {source.tty} {source.address}
 * {target.path} {target.type} {target.class} {target.context} {target.port} {target.protocol}
 * {target.address} {target.service} {target.destination} {target.interface} {target.member}
 * {target.request} {target.netif} {target.nlmsg_type} {target.lockdown_reason} {target.partition}
 * {target.subnet} {target.device} {target.card_port} {permissions}, and those that analyse() sets with
 * word(). A fix whose texts speak of a word that analyse() did not set is not offered: so a plugin may
 * have fixes for some cases only.
 *
 * What a plugin need not care about, since it is done for all in one place: a remedy that does not
 * help is left out; nothing that must never be advised is; restorecon comes before a boolean, and
 * that before a module; what a remedy opens besides is said.
 *
 * Memory: what a plugin is given or asks for lives until the verdict is delivered. Plugins free
 * nothing, and keep no pointer from one denial to the next.
 */
#ifndef AVOCET_PLUGIN_H
#define AVOCET_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>

#define AVOCET_PLUGIN_ABI 1

#ifndef N_
#define N_(text) text
#endif

struct avocet_host;

struct avocet_context {
	const char *text, *user, *role, *type, *range;
};

/* One denial. What nobody said is NULL, or -1 for numbers. */
struct avocet_denial {
	struct avocet_context source, target;
	const char *manager;			/* kernel, dbus, systemd, … */
	const char *tclass;
	const char *const *permissions;		/* ends with NULL */
	const char *exe, *comm, *path, *name, *syscall;
	const char *protocol;
	int port;
	bool permissive;
	const char *reason;			/* why it is denied: "type-enforcement", … */

	/* who, further */
	const char *outcome;			/* "denied", "permitted" (permissive) or "granted" */
	const char *ocomm;			/* the other process: ptrace, signals */
	const char *unit, *container, *tty;
	long long pid, ppid, uid, auid;
	/* what, further */
	const char *constraint;			/* what the constraint compares: "user", "role", "level",
						 * "type"; NULL for other reasons */
	const char *device;			/* where the file is: "sda1" */
	long long inode;
	const char *ioctlcmd, *kmod, *anonclass, *nlmsg_type, *netif;
	const char *local_address, *remote_address;
	const char *destination, *interface, *member, *service, *cmdline, *request;
	const char *operation, *invalid_context; /* of SELINUX_ERR */
	const char *target_raw;			/* the label on disk that the policy does not know */
	const char *damage;			/* what is wrong with the records */
	const char *msgtype, *function;		/* D-Bus: method_call, …; systemd: what was asked */
	/* All that was denied between the same two at once, this included; NULL: only this was. The
	 * kernel tries one capability after the other, and each is a denial of its own. */
	const char *const *also;
	int success;				/* whether the call went on all the same: 1, 0 or -1 */
	int mode;				/* of the target, 07777, or -1, */
	const char *owner, *group;		/* and whose it is: names, else numbers; or NULL */
	/* InfiniBand: a partition, "0x8001", and its network, "fe80::"; the number of a port of the
	 * card that device names. */
	const char *partition, *subnet, *card_port;
};

/*
 * Patterns for a denial: words separated by spaces, * and ? as in a shell, !word to exclude.
 * Every field that is set must hold.
 */
struct avocet_match {
	const char *manager;
	const char *source_type, *target_type;
	const char *tclass;
	const char *any_permission;		/* at least one denied permission is listed */
	const char *only_permissions;		/* every denied permission is listed */
	const char *path, *exe, *syscall;
	const char *reason;
	const char *name, *comm, *operation, *container, *kmod, *anonclass;
	const char *constraint;
	const char *outcome;			/* NULL: "!granted" */
};

enum avocet_risk {
	AVOCET_RISK_NONE,	/* harmless, may be silenced */
	AVOCET_RISK_LOW,	/* a setting or a label is off */
	AVOCET_RISK_MEDIUM,	/* the remedy gives a program more power */
	AVOCET_RISK_HIGH,	/* the remedy weakens the system */
	AVOCET_RISK_ATTACK,	/* may be an attack: nothing that allows it is ever offered */
};

/*
 * What can be done, by type. An action takes what it needs from the words; a fix whose words are
 * missing is not offered, nor one that was tried against the policy and does not help.
 */
enum avocet_action {
	AVOCET_MANUAL,			/* words only */
	AVOCET_RESTORE_LABEL,		/* {target.path}; tried with {default_type}. Or of the program's own
					 * file {label_path}; tried with the domain that it will
					 * then start in, {default_domain}. Or of the folder {label_path};
					 * tried with what is then made in it, {made_type} */
	AVOCET_ADD_FILE_CONTEXT,	/* {file_pattern} {file_type}, and {file_folder} to be relabelled;
					 * {used_type} where a service changes the type later;
					 * with choose_booleans(), of boolean_sets_on(), both */
	AVOCET_ADD_EQUIVALENCE,		/* {target_folder} {like_folder} */
	AVOCET_SET_BOOLEAN,		/* those of choose_booleans(), or {boolean} {boolean_value} */
	AVOCET_ADD_PORT,		/* {port_type} {target.protocol} {target.port} */
	AVOCET_LOAD_MODULE,		/* that of make_module() */
	AVOCET_RELABEL,			/* the whole system at the next boot */
};

struct avocet_fix {
	const char *when;		/* "If …": the condition under which it is right */
	const char *then;		/* "…": what to do, in words */
	enum avocet_action action;
};

/* A verdict of this confidence or less is heard only when no other plugin has anything to say. */
#define AVOCET_LAST_RESORT 10
/* One of this or less is not heard beside a likely cause (70 and more) or a possible attack. */
#define AVOCET_GUESS 25

#define AVOCET_FIXES(...) ((const struct avocet_fix[]){ __VA_ARGS__, { .then = NULL } })

struct avocet_plugin {
	unsigned abi;
	const char *name;		/* lower case, digits and _ */
	struct avocet_match match;
	int confidence;			/* 1 a guess … 100 certain; 0: analyse() says it */
	enum avocet_risk risk;
	const char *summary;		/* one sentence */
	const char *explanation;	/* a short paragraph */
	const struct avocet_fix *fixes;	/* NULL: none known */

	/* Called when match holds; calls report() once for each explanation it has, or not at all.
	 * Without it the plugin speaks whenever match holds. */
	void (*analyse)(struct avocet_host *host, const struct avocet_denial *denial);
};

struct avocet_boolean {
	const char *name;		/* NULL ends a list */
	const char *description;	/* what it means, in words; empty when nobody told */
	bool on;			/* as it is now */
};

/* Booleans that together allow it, none of them to spare. */
struct avocet_boolean_set {
	const struct avocet_boolean *booleans;	/* NULL ends a list of sets */
	/* What else turning them opens: on how many other target types the source may then do what
	 * was denied, and how many other pairs of types may then do anything that they may not now. */
	unsigned also_targets, also_pairs;
};

/* An access to ask about. What is NULL is as in the denial. */
struct avocet_access {
	const char *source_type, *target_type, *tclass;
	const char *permission;			/* NULL: all that were denied */
};

/* What a module's rule says. */
enum avocet_rule {
	AVOCET_RULE_ALLOW,		/* just what is missing */
	AVOCET_RULE_DONTAUDIT,		/* it stays denied, and is not logged any more */
	/* What is missing, and the same in the other direction where that is missing, too: a message
	 * that is answered. */
	AVOCET_RULE_ALLOW_BOTH_WAYS,
};

/* A file of this machine, as it is now. */
struct avocet_file {
	const char *owner, *group;		/* names, or numbers in digits */
	unsigned mode;				/* permission bits, 07777 */
	const char *type;			/* of its label; NULL: it has none, or it cannot be read */
};

/* The file system that a path is on, as it is mounted now. */
struct avocet_mount {
	const char *point, *type, *device;	/* "/srv", "nfs4", "nas:/srv" */
	const char *context;			/* mounted with context=: one label for all; else NULL */
	bool labels;				/* files have labels of their own there */
	bool network, nosuid, read_only;
};

/* What a program and its libraries ask of memory. Lists end with NULL. */
struct avocet_elf {
	const char *const *execstack;		/* the files that want an executable stack */
	const char *const *textrel;		/* those with text relocations */
};

/* What the engine offers to analyse(). New members are added at the end. */
struct avocet_host {
	/* The policy. Lists end with NULL (booleans with a NULL name) and are never NULL. */
	const char *(*default_context)(struct avocet_host *, const char *path, const char *tclass);
	bool (*has_type)(struct avocet_host *, const char *type);
	bool (*has_attribute)(struct avocet_host *, const char *type, const char *attribute);
	/* Would the access be allowed with this type on the target? */
	bool (*allows_on)(struct avocet_host *, const char *type);
	/* Types, of those with the attribute, on which the source may do all that was denied. */
	const char *const *(*types_that_allow)(struct avocet_host *, const char *attribute);
	/* Single booleans that would allow it when turned round, each tried. */
	const struct avocet_boolean *(*booleans_that_allow)(struct avocet_host *);
	const char *(*port_type)(struct avocet_host *, const char *protocol, int port);

	/* The verdict being made. The texts are copied. */
	void (*word)(struct avocet_host *, const char *name, const char *value);
	/* A reason for the confidence, with words in braces. */
	void (*ground)(struct avocet_host *, const char *text);
	void (*confidence)(struct avocet_host *, int percent);
	/* Delivers the verdict. Words, grounds, confidence and risk begin anew after it. */
	void (*report)(struct avocet_host *);
	/* How serious it is, where that differs from what the plugin says of itself. */
	void (*risk)(struct avocet_host *, enum avocet_risk);

	/* Is it a type that people give by hand? restorecon leaves those alone unless it is forced. */
	bool (*is_customizable)(struct avocet_host *, const char *type);

	/* ---- more of the policy ---- */
	/* The type of default_context(); NULL when there is none. */
	const char *(*default_type)(struct avocet_host *, const char *path, const char *tclass);
	bool (*allows)(struct avocet_host *, const struct avocet_access *access);
	/* Target types (of those with the attribute, if it is not NULL) on which it is allowed. */
	const char *const *(*types_for)(struct avocet_host *, const struct avocet_access *access,
		const char *attribute);
	/* What a type_transition rule makes of source and target: for the class "process" the domain
	 * that a program starts in, for "file" the label of a new file. NULL: there is no rule. */
	const char *(*transition)(struct avocet_host *, const char *source, const char *target,
		const char *tclass);
	/* The denied permissions that the policy does not allow now. */
	const char *const *(*missing)(struct avocet_host *);
	/* The smallest sets of booleans that allow it: single ones; only when there are none, pairs;
	 * then threes. Narrowest first. */
	const struct avocet_boolean_set *(*boolean_sets)(struct avocet_host *);
	/* The same, were the target of that type: for a label that is of use only with a setting. */
	const struct avocet_boolean_set *(*boolean_sets_on)(struct avocet_host *, const char *type);
	/* A boolean by name; NULL: the policy has none of it. */
	const struct avocet_boolean *(*boolean)(struct avocet_host *, const char *name);
	/* A folder whose content the file contexts give that type: "/var/www"; NULL: none. */
	const char *(*folder_of_type)(struct avocet_host *, const char *type);

	/* ---- this machine; NULL: not known ---- */
	const struct avocet_file *(*file)(struct avocet_host *, const char *path);
	const struct avocet_mount *(*mount)(struct avocet_host *, const char *path);
	const struct avocet_elf *(*elf)(struct avocet_host *, const char *path);
	const char *(*package)(struct avocet_host *, const char *path);
	/* The program that runs as this process now. */
	const char *(*program)(struct avocet_host *, long long pid);

	/* ---- remedies, set as words ---- */
	/* Sets {boolean} {boolean_value} {boolean_now} {boolean_meaning} of the first one, and
	 * {boolean_changes}, "turn httpd_use_nfs on", of all. */
	void (*choose_booleans)(struct avocet_host *, const struct avocet_boolean_set *set);
	/* Sets {module_name} and {module_cil}; false when no rule can help (a constraint, a role), or
	 * when it must never be advised. */
	bool (*make_module)(struct avocet_host *, enum avocet_rule rule);

	/* ---- still more of the policy ---- */
	/* Does a rule of the policy let programs of this type do everything, and only watch them? */
	bool (*is_permissive)(struct avocet_host *, const char *type);
	/* What happens with what it does not know: "allow", "deny" or "reject"; NULL: no policy. */
	const char *(*on_unknown)(struct avocet_host *);
	/* The type that bounds this one (typebounds): what that may not do, this may not do. NULL: none. */
	const char *(*bounded_by)(struct avocet_host *, const char *type);
};

/* The one symbol that a plugin exports: AVOCET_PLUGIN = { … }; */
#define AVOCET_PLUGIN                                                                              \
	__attribute__((visibility("default"))) const struct avocet_plugin avocet_plugin
extern const struct avocet_plugin avocet_plugin;

#endif
