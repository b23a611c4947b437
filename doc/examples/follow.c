/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells of the newest alerts, then of each new one until it is stopped. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include <avocet-client.h>

static int tell(const struct avocet_alert *alert, void *userdata)
{
	printf("%lld %s %s\n", (long long)avocet_alert_id(alert), avocet_alert_level(alert),
		avocet_alert_summary(alert));
	fflush(stdout);
	return 0;
}

static void on_added(int64_t id, const char *level, void *userdata)
{
	struct avocet_client *client = userdata;
	struct avocet_alert *alert;
	char number[24];

	snprintf(number, sizeof number, "%lld", (long long)id);
	/* Others' alerts are signalled too; of them we may not know more. */
	if (avocet_client_get(client, number, &alert) < 0)
		return;
	tell(alert, NULL);
	avocet_alert_free(alert);
}

int main(void)
{
	struct avocet_client *client;
	struct avocet_follow follow = { .added = on_added };
	int r = avocet_client_open(&client);

	follow.userdata = client;
	if (r == 0)
		r = avocet_client_follow(client, &follow);
	if (r == 0)
		r = avocet_client_list(client, "{\"limit\": 10}", tell, NULL);
	while (r == 0) {
		struct pollfd wait = {
			.fd = avocet_client_fd(client),
			.events = (short)avocet_client_events(client),
		};

		if (poll(&wait, 1, avocet_client_timeout(client)) < 0 && errno != EINTR)
			break;
		r = avocet_client_process(client);
	}
	fprintf(stderr, "%s\n", avocet_client_error(client));
	avocet_client_close(client);
	return 1;
}
