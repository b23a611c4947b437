/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events as a kernel would write them, with what fixtures seldom have: odd names, hex, long lists. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "differential.h"
#include "hostile.h"

#define START_MS INT64_C(1795338000000)

/* A growing text. */
struct log {
	struct arena *arena;
	FILE *out;
	char stamp[64];
	const char *node; /* what stands before each record of the event */
	const char *target;
	bool enriched;
};

static const char *one_of(const char *const *words, size_t count)
{
	return words[hostile_random(count)];
}
#define ONE_OF(...)                                  \
	one_of((const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static unsigned number(unsigned below)
{
	return (unsigned)hostile_random(below);
}

/* As audit_log_untrustedstring(): in quotes, or in hex when that would not be safe. */
static const char *untrusted(struct log *log, const char *text)
{
	bool plain = true;
	char *hex = arena_alloc(log->arena, 2 * strlen(text) + 1);

	for (size_t i = 0; text[i]; i++) {
		plain &= text[i] != '"' && text[i] > 0x20 && text[i] < 0x7f;
		snprintf(hex + 2 * i, 3, "%02X", (unsigned char)text[i]);
	}
	return plain ? arena_printf(log->arena, "\"%s\"", text) : hex;
}

/* Of bytes that a process may choose. */
static const char *odd_name(struct log *log)
{
	const char *text = number(2) ? hostile_text(log->arena)
				     : ONE_OF("index.html", "a", "cafe=1", "x'y", "{", "0x10",
					     "DEADBEEF", "name=/etc/shadow", "tclass=file", ":");
	char *name = arena_strndup(log->arena, text, strnlen(text, 200));

	for (char *c = name; *c; c++)
		if (*c == '/')
			*c = '_';
	return *name ? name : "empty";
}

static const char *odd_path(struct log *log)
{
	return arena_printf(log->arena, "/%s/%s", ONE_OF("srv", "var/www", "home/a b"),
		odd_name(log));
}

/* Now and then its file was deleted, which the kernel tells behind a blank. */
static const char *program(struct log *log)
{
	return arena_printf(log->arena, "%s%s", odd_path(log), number(9) ? "" : " (deleted)");
}

static const char *comm(struct log *log)
{
	return untrusted(log, arena_printf(log->arena, "%.15s", odd_name(log)));
}

static const char *context(struct log *log, const char *role)
{
	return arena_printf(log->arena, "%s:%s:%s:%s", ONE_OF("system_u", "unconfined_u", "user_u"),
		role, ONE_OF("httpd_t", "user_home_t", "etc_t", "init_t", "svirt_t"),
		ONE_OF("s0", "s0-s0:c0.c1023", "s0:c12,c345", "s15:c0.c3,c7"));
}

/* ---- records ---- */

static const char *some_permissions(struct log *log)
{
	const char *list = "";

	for (unsigned i = 1 + number(number(20) ? 3 : 70); i; i--)
		list = arena_printf(log->arena, "%s %s", list,
			ONE_OF("read", "write", "open", "getattr", "append", "ioctl", "lock",
				"execute", "map", "name_bind", "send_msg"));
	return list;
}

static void say_object(struct log *log)
{
	switch (number(8)) {
	case 0:
		fprintf(log->out, "path=%s dev=\"%s\" ino=%u ", untrusted(log, odd_path(log)),
			ONE_OF("dm-0", "sda1", "tmpfs"), number(1 << 20));
		break;
	case 1:
		fprintf(log->out, "name=%s dev=\"vda\" ino=%u ", untrusted(log, odd_name(log)),
			number(1 << 30));
		break;
	case 2:
		fprintf(log->out, "%s=%u ", ONE_OF("src", "dest"), number(65536));
		break;
	case 3:
		fprintf(log->out, "laddr=10.0.0.%u lport=%u faddr=192.0.2.%u fport=%u ",
			number(256), number(65536), number(256), number(65536));
		break;
	case 4:
		fprintf(log->out, "capability=%u ", number(41));
		break;
	case 5:
		fprintf(log->out, "trawcon=%s ", untrusted(log, odd_name(log)));
		break;
	case 6:
		fprintf(log->out, "kmod=%s ", untrusted(log, ONE_OF("net-pf-10", "fs-ext9")));
		break;
	default:
		fprintf(log->out, "path=%s dev=\"proc\" ino=%u ioctlcmd=0x%x ",
			untrusted(log, odd_path(log)), number(1 << 20), number(0xffff));
	}
}

static void say_refusal(struct log *log)
{
	fprintf(log->out, "%stype=AVC msg=%s: avc:  %s  {%s } for  pid=%u comm=%s ", log->node,
		log->stamp, number(8) ? "denied" : "granted", some_permissions(log),
		1 + number(1 << 22), comm(log));
	say_object(log);
	fprintf(log->out, "scontext=%s tcontext=%s tclass=%s permissive=%u\n",
		context(log, "system_r"), log->target,
		ONE_OF("file", "dir", "tcp_socket", "capability", "process2"), number(2));
}

/* Behind \x1d auditd adds the names that it found. */
static void end_record(struct log *log, const char *names)
{
	fprintf(log->out, "%s%s\n", log->enriched ? "\x1d" : "", log->enriched ? names : "");
}

static void say_syscall(struct log *log)
{
	fprintf(log->out,
		"%stype=SYSCALL msg=%s: arch=%s syscall=%u success=%s exit=%d a0=%x a1=0 a2=0 a3=0 "
		"items=1 ppid=%u pid=%u auid=%s uid=%u gid=0 euid=%u suid=0 fsuid=%u egid=0 sgid=0 "
		"fsgid=0 "
		"tty=%s ses=%s comm=%s exe=%s subj=system_u:system_r:httpd_t:s0 key=(null)",
		log->node, log->stamp, ONE_OF("c000003e", "40000003", "c00000b7"), number(460),
		ONE_OF("no", "yes"), (int)number(240) - 120, number(1 << 30), number(1 << 20),
		number(1 << 20), ONE_OF("4294967295", "1000", "0"), number(70000), number(70000),
		number(70000), ONE_OF("(none)", "pts3", "tty1"), ONE_OF("4294967295", "7"),
		comm(log), untrusted(log, program(log)));
	end_record(log, "AUID=\"alice b\" UID=\"web\" GID=\"root\"");
}

static void say_surroundings(struct log *log)
{
	fprintf(log->out, "%stype=CWD msg=%s: cwd=%s\n", log->node, log->stamp,
		untrusted(log, odd_path(log)));
	fprintf(log->out,
		"%stype=PATH msg=%s: item=0 name=%s inode=%u dev=fd:00 mode=0100644 ouid=0 ogid=0 "
		"rdev=00:00 obj=%s nametype=%s cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0",
		log->node, log->stamp, untrusted(log, number(2) ? odd_path(log) : odd_name(log)),
		number(1 << 20), context(log, "object_r"),
		ONE_OF("NORMAL", "PARENT", "CREATE", "DELETE"));
	end_record(log, "OUID=\"root\" OGID=\"root\"");
	if (number(2))
		fprintf(log->out, "%stype=SOCKADDR msg=%s: saddr=%s\n", log->node, log->stamp,
			ONE_OF("02000050C0000201", "0100006162630064", "01002F72756E2F782E736F636B",
				"0A0000500000000020010DB800000000000000000000000100000000"));
	if (number(3) == 0)
		fprintf(log->out,
			"%stype=OBJ_PID msg=%s: opid=%u oauid=-1 ouid=0 oses=-1 obj=%s ocomm=%s\n",
			log->node, log->stamp, 1 + number(1 << 20), log->target, comm(log));
	fprintf(log->out, "%stype=PROCTITLE msg=%s: proctitle=%s\n", log->node, log->stamp,
		untrusted(log, odd_name(log)));
}

static void say_message(struct log *log)
{
	fprintf(log->out,
		"%stype=USER_AVC msg=%s: pid=%u uid=81 auid=4294967295 ses=4294967295 "
		"subj=system_u:system_r:system_dbusd_t:s0 msg='avc:  denied  {%s } for  msgtype=%s "
		"interface=org.example.A%u member=Get dest=:1.%u spid=%u tpid=%u scontext=%s "
		"tcontext=%s "
		"tclass=dbus permissive=%u  exe=\"/usr/bin/dbus-daemon\" sauid=81 hostname=? "
		"addr=? "
		"terminal=?'",
		log->node, log->stamp, 1 + number(1 << 20), some_permissions(log),
		ONE_OF("method_call", "signal"), number(10), number(500), number(1 << 20),
		number(1 << 20), context(log, "system_r"), context(log, "system_r"), number(2));
	end_record(log, "UID=\"dbus\" AUID=\"unset\" AUID=\"alice\" SAUID=\"dbus\"");
}

/* systemd's: what it was asked may hold blanks. */
static void say_request(struct log *log)
{
	fprintf(log->out,
		"%stype=USER_AVC msg=%s: pid=1 uid=0 auid=4294967295 ses=4294967295 "
		"subj=system_u:system_r:init_t:s0 msg='avc:  denied  {%s } for auid=n/a uid=0 "
		"gid=0 "
		"path=\"/etc/systemd/system/%s.service\" cmdline=\"%s\" function=\"method_reload\" "
		"scontext=%s tcontext=%s tclass=service permissive=%u  "
		"exe=\"/usr/lib/systemd/systemd\" "
		"sauid=0 hostname=? addr=? terminal=?'",
		log->node, log->stamp, some_permissions(log), ONE_OF("a", "b c"),
		ONE_OF("/bin/systemctl", "/bin/systemctl start a b", ""), context(log, "system_r"),
		context(log, "object_r"), number(2));
	end_record(log, "UID=\"root\" AUID=\"unset\"");
}

static void say_error(struct log *log)
{
	fprintf(log->out,
		"%stype=SELINUX_ERR msg=%s: op=%s invalid_context=%s scontext=%s tcontext=%s "
		"tclass=file\n",
		log->node, log->stamp,
		ONE_OF("security_compute_sid", "security_validate_transition", "setxattr"),
		untrusted(log, odd_name(log)), context(log, "system_r"), log->target);
}

static void say_event(struct log *log)
{
	log->node = number(8) ? "" : ONE_OF("node=web1 ", "node=web1.example.org ");
	log->enriched = number(2);
	log->target = context(log, "object_r");
	switch (number(12)) {
	case 0:
		say_message(log);
		return;
	case 1:
		say_request(log);
		return;
	case 2:
		say_error(log);
		break;
	case 3:
		say_refusal(log); /* and another one */
		/* fall through */
	default:
		say_refusal(log);
	}
	if (number(8))
		say_syscall(log);
	say_surroundings(log);
}

char *generate_log(size_t events)
{
	struct log log = { 0 };
	int64_t ms = START_MS;
	size_t length;
	char *text;

	hostile_begin();
	log.out = open_memstream(&text, &length);
	if (!log.out)
		abort();
	for (size_t i = 0; i < events; i++) {
		log.arena = arena_new();
		ms += number(3000);
		snprintf(log.stamp, sizeof log.stamp, "audit(%lld.%03d:%zu)",
			(long long)(ms / 1000), (int)(ms % 1000), 1000 + i);
		say_event(&log);
		arena_free(log.arena);
	}
	fclose(log.out);
	return text;
}
