/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what is asked of programs that ask SELinux themselves: buses, systemd, passwd, caches. */
#include "phrases.h"

static const struct phrase rows[] = {
	{ "send_msg", N_("send {message} to {target.type}"), "dbus" },
	{ "acquire_svc", N_("take the name {target.service} on the message bus (D-Bus)"), "dbus",
		"target.service" },
	{ "acquire_svc", N_("take a name on the message bus (D-Bus)"), "dbus" },

	{ "disable", N_("disable {unit}"), "service" },
	{ "enable", N_("enable {unit}"), "service" },
	{ "reload", N_("reload {unit}"), "service" },
	{ "start", N_("start {unit}"), "service" },
	{ "status", N_("ask for the state of {unit}"), "service" },
	{ "stop", N_("stop {unit}"), "service" },

	{ "chfn", N_("change the full name of another user"), "passwd" },
	{ "chsh", N_("change the login shell of another user"), "passwd" },
	{ "crontab", N_("change the timetable of another user (crontab -u)"), "passwd" },
	{ "passwd", N_("change the password of another user"), "passwd" },
	{ "rootok", N_("act as root without a password"), "passwd" },

	{ "admin", N_("manage the cache of names (nscd)"), "nscd" },
	{ "getgrp", N_("ask the cache of names (nscd) for a group"), "nscd" },
	{ "gethost", N_("ask the cache of names (nscd) for a computer"), "nscd" },
	{ "getnetgrp", N_("ask the cache of names (nscd) for a group of computers"), "nscd" },
	{ "getpwd", N_("ask the cache of names (nscd) for a user"), "nscd" },
	{ "getserv", N_("ask the cache of names (nscd) for a network service"), "nscd" },
	{ "getstat", N_("ask the cache of names (nscd) how it is doing"), "nscd" },
	{ "shmemgrp", N_("read the groups in the memory of the cache of names (nscd)"), "nscd" },
	{ "shmemhost", N_("read the computers in the memory of the cache of names (nscd)"), "nscd" },
	{ "shmemnetgrp",
		N_("read the groups of computers in the memory of the cache of names (nscd)"), "nscd" },
	{ "shmempwd", N_("read the users in the memory of the cache of names (nscd)"), "nscd" },
	{ "shmemserv", N_("read the network services in the memory of the cache of names (nscd)"),
		"nscd" },

	{ "read", N_("use the Kerberos credentials that gssproxy keeps"), "proxy" },

	{ "contains", N_("have it checked whether one level lies within another"), "context" },
	{ "translate", N_("have levels of labels put into words"), "context" },
	{ "unused_perm", N_("ask the program that puts levels of labels into words"), "context" },

	{ "add", N_("offer a system service labelled {target.type}"),
		"service_manager hwservice_manager" },
	{ "find", N_("look for a system service labelled {target.type}"),
		"service_manager hwservice_manager" },
	{ "list", N_("list the system services"), "service_manager hwservice_manager" },
	{ "set", N_("set a property of the system labelled {target.type}"), "property_service" },
};

const struct phrase_list service_phrases = {
	"dbus service passwd nscd proxy context service_manager hwservice_manager property_service",
	rows, ARRAY_SIZE(rows),
};
