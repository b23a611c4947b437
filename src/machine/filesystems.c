/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the type of a file system says of the files on it. */
#include "machine-internal.h"

#include <string.h>

/* Patterns. Those that are in no list keep labels: a file system of a new name most likely does. */
static const char networks[] =
	"nfs nfs4 cifs smb3 smbfs ceph fuse.ceph* glusterfs fuse.glusterfs 9p afs fuse.sshfs "
	"fuse.s3fs fuse.rclone fuse.davfs* davfs coda ncpfs lustre orangefs beegfs gpfs";
static const char without_labels[] =
	"vfat msdos fat exfat ntfs ntfs3 fuse fuse.* fuseblk iso9660 udf hfs hfsplus apfs adfs affs "
	"proc hpfs minix qnx4 qnx6 sysv ufs omfs vboxsf prl_fs vmhgfs virtiofs autofs";

bool filesystem_is_network(const char *type)
{
	return text_matches_any(networks, type);
}

bool filesystem_has_labels(const char *type)
{
	return !filesystem_is_network(type) && !text_matches_any(without_labels, type);
}

bool filesystem_may_hang(const char *type)
{
	return filesystem_is_network(type) || text_matches_any("fuse fuse.* fuseblk autofs", type);
}

bool mount_holds(const char *point, const char *path)
{
	size_t length = strlen(point);

	while (length && point[length - 1] == '/')
		length--; /* "/" holds all */
	return strncmp(point, path, length) == 0 && (path[length] == '/' || !path[length]);
}
