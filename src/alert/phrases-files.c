/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words for what is done to files, folders, devices and file systems. */
#include "phrases.h"

static const struct phrase rows[] = {
	{ "read", N_("list the files in {target}"), "dir" },
	{ "write", N_("change what is in {target}"), "dir" },
	{ "read", N_("follow {target}"), "lnk_file" },
	{ "getattr", N_("ask how full {target} is"), "filesystem" },
	{ "ioctl", N_("send the device command {ioctl} to {target}"), NULL, "ioctl" },
	{ "relabelto", N_("give {target} the label {target.type}"), NULL, "target.file" },
	{ "relabelto", N_("give {target} the label {target.type}"), NULL, "target.name" },

	{ "add_name", N_("add an entry to {target}") },
	{ "append", N_("append to {target}") },
	{ "audit_access", N_("check what it may do with {target}") },
	{ "create", N_("create {target}") },
	{ "entrypoint", N_("enter the domain {source.type} by running {target}") },
	{ "execmod", N_("run code that was changed in memory from {target}") },
	{ "execute", N_("run {target}") },
	{ "execute_no_trans", N_("run {target} without changing its domain") },
	{ "getattr", N_("look at the attributes of {target}") },
	{ "ioctl", N_("send a device command to {target}") },
	{ "link", N_("make a hard link to {target}") },
	{ "lock", N_("lock {target}") },
	{ "map", N_("map {target} into its memory") },
	{ "mounton", N_("mount something on {target}") },
	{ "open", N_("open {target}") },
	{ "quotaon", N_("keep disk quotas in {target}") },
	{ "read", N_("read {target}") },
	{ "relabelfrom", N_("change the label of {target}") },
	{ "relabelto", N_("give something the label {target.type}") },
	{ "remove_name", N_("remove an entry from {target}") },
	{ "rename", N_("rename {target}") },
	{ "reparent", N_("move {target}") },
	{ "rmdir", N_("remove {target}") },
	{ "search", N_("look into {target}") },
	{ "setattr", N_("change the attributes of {target}") },
	{ "swapon", N_("use {target} as swap space") },
	{ "unlink", N_("delete {target}") },
	{ "watch", N_("watch {target}") },
	{ "watch_mount", N_("watch the mount of {target}") },
	{ "watch_mountns", N_("watch what is mounted around {target}") },
	{ "watch_reads", N_("watch who reads {target}") },
	{ "watch_sb", N_("watch the whole file system of {target}") },
	{ "watch_with_perm", N_("hold up every use of {target}") },
	{ "write", N_("write to {target}") },

	{ "use", N_("use {target}, which {target.type} had opened"), "fd", "target.file" },
	{ "use", N_("use a file that {target.type} had opened"), "fd" },

	{ "associate", N_("keep a file labelled {source.type} on {target}"), "filesystem" },
	{ "mount", N_("mount {target}"), "filesystem" },
	{ "quotaget", N_("look at the disk quotas of {target}"), "filesystem" },
	{ "quotamod", N_("change the disk quotas of {target}"), "filesystem" },
	{ "remount", N_("change how {target} is mounted"), "filesystem" },
	{ "transition", N_("have other labels on {target}"), "filesystem" },
	{ "unmount", N_("unmount {target}"), "filesystem" },
};

const struct phrase_list file_phrases = {
	"file dir ???_file fifo_file sock_file memfd_file anon_inode fd filesystem", rows, ARRAY_SIZE(rows),
};
