/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A denial: one access that SELinux refused (or let pass under protest), with all that the
 * event's records say about it; and its signature, by which equal ones are told.
 */
#ifndef AVOCET_DENIAL_H
#define AVOCET_DENIAL_H

#include "audit.h"

/* Parts are NULL where the context is missing or damaged; role and range may be missing alone. */
struct context {
	const char *text, *user, *role, *type, *range;
};
/* Takes user:role:type[:range] apart. Returns 0, or -EINVAL with only text set. */
int context_parse(const char *text, struct arena *arena, struct context *ret);

enum outcome {
	OUTCOME_DENIED,
	OUTCOME_PERMITTED,	/* logged, but let through: permissive */
	OUTCOME_GRANTED,	/* an auditallow rule wanted to know */
};
const char *outcome_name(enum outcome outcome);
int outcome_from_name(const char *name, enum outcome *ret);

/* Strings are bytes as the kernel meant them (hex decoded), NULL where nobody said; numbers that
 * nobody said are -1. Everything lives in the arena of the event it was made from. */
struct denial {
	struct event_id id;
	unsigned ordinal;		/* which of the event's refusals it is, from 0 */
	const char *manager;		/* who refused: kernel, dbus, systemd, x11, passwd, … */
	enum outcome outcome;
	struct context source, target;
	const char *tclass;
	const char *const *permissions;	/* sorted, no doubles, ends with NULL */
	/* All that the event's refusals between the same two are about; NULL: only this one is. */
	const char *const *also;

	/* who */
	const char *exe, *comm;
	bool exe_deleted;		/* its file was deleted, or replaced by an update */
	int64_t pid, ppid, uid, euid, fsuid, auid, session;
	const char *uid_name, *auid_name; /* where the records tell */
	const char *tty;
	const char *unit, *container;	/* see cgroup.c and guests.c; else NULL */
	const char *syscall, *arch;	/* names */
	const char *exit;		/* what the call returned: a number, or EACCES, … */
	int success;			/* whether the call went through: 1 or 0 */

	/* what */
	/* Absolute where the records allow it. Of a capability over files, that of the file (or of the
	 * folder where one was made or removed) that the call was about. */
	const char *path;
	const char *name;		/* the last component, where no path is known */
	const char *device;
	int64_t inode;
	int mode;			/* the bits of chmod, 07777 */
	int64_t ouid, ogid;		/* who owns it */
	const char *ouid_name, *ogid_name; /* where the records tell */
	int port;			/* the one it was about: bound, or connected to */
	const char *protocol;		/* tcp, udp, dccp, sctp */
	const char *local_address, *remote_address; /* IP, or a local socket's path or @name */
	int local_port, remote_port;
	const char *netif;
	/* InfiniBand: a partition, "0x8001", and its network, "fe80::"; the number of a card's port. The
	 * card is the device. */
	const char *partition, *subnet, *card_port;
	const char *ioctlcmd;
	const char *kmod;		/* module_request */
	const char *anonclass;
	const char *nlmsg_type;		/* a number */
	const char *ipc_key;
	const char *lockdown_reason;
	int capability;			/* its number; the permission is its name */
	const char *ocomm;		/* the other process: ptrace, signals */
	int64_t opid;

	/* a message on a bus, or a request to systemd or to the X server */
	const char *destination, *interface, *member, *msgtype;
	int64_t tpid;			/* who would have got it */
	const char *service;		/* the name on the bus that it wanted */
	const char *cmdline, *function;
	const char *request, *xdevice, *resid, *restype;

	/* SELINUX_ERR */
	const char *operation;		/* security_compute_sid, setxattr, … */
	const char *invalid_context;
	/* Labels as they are on disk, where the policy does not know them. */
	const char *source_raw, *target_raw;

	const char *damage;		/* NULL, or what is wrong with the records */
	const char *const *records;	/* lines of the event, ends with NULL */

	struct surroundings *around;	/* for denial_complete(); NULL: it is */
};

typedef void (*denial_fn)(const struct denial *denial, void *userdata);
/* Makes a denial of each AVC, USER_AVC and SELINUX_ERR of the event, in order. Notices without
 * a decision (policy load, setenforce) make none. Returns how many were made. AppArmor's and
 * Smack's records in the same types are not ours: *ret_foreign (may be NULL) counts them. */
size_t denials_of_event(const struct event *event, denial_fn take, void *userdata,
	size_t *ret_foreign);
/* The same for those who have seen most denials before, and several times faster. */
struct denial_wishes {
	/* What tells one denial from others is there: identity, outcome, contexts, exe, comm, pid, auid,
	 * place. denial_complete() adds the other facts, in place, while the event is being delivered;
	 * so does denial_copy(). */
	bool brief;
	bool no_records;	/* the list of records is empty */
	bool no_more;		/* with brief: the other facts are not wanted at all */
};
size_t denials_as_wished(const struct event *event, const struct denial_wishes *wishes, denial_fn take,
	void *userdata, size_t *ret_foreign);
void denial_complete(struct denial *denial);

/* A copy, with all that belongs to it, in another arena: for those who keep it longer than its
 * event. */
struct denial *denial_copy(const struct denial *denial, struct arena *arena);
/* Where the strings of a denial are, its three lists left aside. */
#define DENIAL_TEXTS 58
extern const size_t denial_texts[DENIAL_TEXTS];

/* ---- change.c: what changes the policy's answers ---- */

enum change_kind {
	CHANGE_POLICY,		/* a policy was loaded */
	CHANGE_ENFORCING,	/* name "enforcing", values 0 and 1 */
	CHANGE_BOOLEAN,		/* name and values */
	CHANGE_OTHER,		/* checkreqprot, SELinux disabled, … */
};
const char *change_kind_name(enum change_kind kind);
int change_kind_from_name(const char *name, enum change_kind *ret);
/* Texts are NULL and numbers -1 where nobody said. */
struct policy_change {
	struct event_id id;
	enum change_kind kind;
	const char *name;
	int old_value, new_value;
	int64_t auid, uid, pid, session;
	const char *auid_name;
	const char *exe, *comm;
};
/* Calls take() for each MAC_POLICY_LOAD, MAC_STATUS and MAC_CONFIG_CHANGE of the event. */
typedef void (*change_fn)(const struct policy_change *change, void *userdata);
size_t changes_of_event(const struct event *event, change_fn take, void *userdata);

/* ---- cgroup.c: what only the living process tells ---- */

/* Takes the text of a /proc/PID/cgroup apart: the systemd unit ("httpd.service"; of what a user's
 * own manager started "user@1000.service"), and the container: a podman, docker or CRI container's
 * short ID, or the name of a virtual machine or of an nspawn or LXC container. NULL where there is
 * none. */
void cgroup_parse(const char *text, struct arena *arena, const char **ret_unit,
	const char **ret_container);
/* Sets unit and container from the process, while it lives and still has the denial's name. */
void cgroup_look(struct denial *denial, struct arena *arena);

/* ---- guests.c: virtual machines by their labels ---- */

struct guests;
struct guests *guests_new(void);
void guests_free(struct guests *guests);
/* A VIRT_MACHINE_ID record by libvirt itself tells which guest has which label; others tell nothing. Of
 * so many guests the newest are remembered. */
void guests_learn(struct guests *guests, const struct record *record);
/* The name of the guest whose label the denial's source has, until the next guests_learn(); else NULL. */
const char *guests_find(const struct guests *guests, const struct denial *denial);

/* ---- signature.c ---- */

/* Signature v1, "v1:" and 32 hex digits: manager, source type, exe (else comm), target type,
 * class, permissions and place. Levels, pids, inodes and file names are not part of it. */
#define SIGNATURE_SIZE 36
void denial_signature(const struct denial *denial, char signature[SIGNATURE_SIZE]);

/* ---- folding.c: what becomes of too many signatures ---- */

/*
 * Whoever makes a new place, program or type for every denial must not fill the database: beyond
 * FOLD_PLACES places of otherwise equal signatures they all go under one, beyond FOLD_PROGRAMS programs
 * likewise, and when there are FOLD_ALERTS signatures at all, only who refused is told apart: the
 * kernel, each of the programs known to ask SELinux, and all others together. So there are never more
 * than FOLD_ALERTS signatures and one for each of these.
 */
#define FOLD_PLACES 64
#define FOLD_PROGRAMS 64
#define FOLD_ALERTS 10000
enum fold_level {
	FOLD_NONE,
	FOLD_PLACE,		/* many places */
	FOLD_PROGRAM,		/* many programs and places */
	FOLD_ALL,		/* anything of that manager */
};
const char *fold_name(enum fold_level fold); /* "none", "places", "programs", "all" */
int fold_from_name(const char *name, enum fold_level *ret);
struct folding;
struct folding *folding_new(void);
void folding_free(struct folding *folding);
/* The groups that a signature counts in, for keeping: by all but the place, by all but place and
 * program. They are hashes, equal for equal groups. */
struct fold_groups {
	uint64_t place, program;
};
/* A signature that exists already, when history is loaded. */
void folding_count(struct folding *folding, enum fold_level fold, const struct fold_groups *groups);
/* Under what a denial goes whose own signature is new: that one, while its groups have room. The caller
 * looks whether the signature chosen exists; when it makes it, it calls folding_count(). */
enum fold_level folding_choose(const struct folding *folding, const struct denial *denial,
	const char own[SIGNATURE_SIZE], char ret_signature[SIGNATURE_SIZE],
	struct fold_groups *ret_groups);

/* The place in words, for tests and for folding: "tcp 8091", "/var/www/html", … never NULL. */
const char *denial_place(const struct denial *denial, struct arena *arena);

#endif
