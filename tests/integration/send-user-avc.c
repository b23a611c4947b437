/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sends a USER_AVC record through the kernel, as object managers do: send-user-avc MESSAGE
 * [COUNT]. */
#include <errno.h>
#include <libaudit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	int fd = audit_open(), count = argc == 3 ? atoi(argv[2]) : 1;

	if (argc < 2 || fd < 0) {
		fprintf(stderr, "send-user-avc: %s\n", argc < 2 ? "needs a message" : strerror(errno));
		return 1;
	}
	while (count-- > 0)
		if (audit_log_user_avc_message(fd, AUDIT_USER_AVC, argv[1], NULL, NULL, NULL, 0) <= 0) {
			perror("send-user-avc");
			return 1;
		}
	return 0;
}
