// A sound card for tests: an ALSA capture device that plays a sine at the pace of a clock. What it can do wrong, it does when
// its options say so; times count from the first start of the device, in milliseconds.
//
//   freq, rate, channels    the tone, -6 dBFS
//   ppm                     how much faster than the clock it runs
//   stall_at_ms, stall_ms   nothing comes for a while; then what was recorded meanwhile comes at once
//   lose_at_ms, lose_ms     an overrun: what was recorded meanwhile is gone
//   fail_at_ms, fail_how    0: unplugged; 1: an error after the other; 2: no word and no sample
//   fail_note               file that is made when it fails; while it is younger than back_after_ms the device cannot be
//                           opened, and after that it does not fail again
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { FREQ, RATE, CHANNELS, PPM, STALL_AT, STALL, LOSE_AT, LOSE, FAIL_AT, FAIL_HOW, BACK_AFTER, OPTIONS };
static const char *const NAMES[OPTIONS] = {"freq",       "rate",    "channels", "ppm",      "stall_at_ms", "stall_ms",
					   "lose_at_ms", "lose_ms", "fail_at_ms", "fail_how", "back_after_ms"};

struct tone {
	snd_pcm_ioplug_t io;
	long option[OPTIONS];
	char *fail_note;
	double began;		// seconds of the monotonic clock; 0 before the first start
	long long base, read;	// in frames since `began`: where this start began, what has been read
	int lost, failed;
};

static double now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static double since(const struct tone *tone)
{
	return tone->began > 0 ? (now() - tone->began) * 1000 : 0;
}

static int fails(struct tone *tone)
{
	if (tone->option[FAIL_AT] <= 0 || since(tone) < (double)tone->option[FAIL_AT])
		return 0;
	if (!tone->failed && tone->fail_note)
		close(open(tone->fail_note, O_CREAT | O_WRONLY, 0600));
	return tone->failed = 1;
}

// Frames that can be read by now, counted since `began`.
static long long recorded(const struct tone *tone)
{
	double ms = since(tone);
	if (tone->failed && ms > (double)tone->option[FAIL_AT])
		ms = (double)tone->option[FAIL_AT];
	if (tone->option[STALL] > 0 && ms > (double)tone->option[STALL_AT] && ms < (double)(tone->option[STALL_AT] + tone->option[STALL]))
		ms = (double)tone->option[STALL_AT];
	long long frames = (long long)(ms * 1e-3 * (double)tone->option[RATE] * (1 + (double)tone->option[PPM] * 1e-6));
	long long most = tone->read + (long long)tone->io.buffer_size - 1;
	return frames < most || !tone->io.buffer_size ? frames : most;
}

static int tone_start(snd_pcm_ioplug_t *io)
{
	struct tone *tone = io->private_data;
	struct itimerspec every = {{0, 5000000}, {0, 5000000}};
	if (fails(tone) && tone->option[FAIL_HOW] != 2)
		return -ENODEV;
	if (tone->began > 0) {
		double ms = since(tone);
		tone->base = tone->read = (long long)(ms * 1e-3 * (double)tone->option[RATE]);
	} else {
		tone->began = now();
	}
	return timerfd_settime(io->poll_fd, 0, &every, NULL) < 0 ? -errno : 0;
}

static int tone_stop(snd_pcm_ioplug_t *io)
{
	struct itimerspec never = {{0, 0}, {0, 0}};
	return timerfd_settime(io->poll_fd, 0, &never, NULL) < 0 ? -errno : 0;
}

static int tone_prepare(snd_pcm_ioplug_t *io)
{
	struct tone *tone = io->private_data;
	return fails(tone) && tone->option[FAIL_HOW] != 2 ? -ENODEV : 0;
}

static snd_pcm_sframes_t tone_pointer(snd_pcm_ioplug_t *io)
{
	struct tone *tone = io->private_data;
	if (fails(tone) && tone->option[FAIL_HOW] != 2)
		return -ENODEV;
	if (tone->option[LOSE] > 0 && !tone->lost && since(tone) >= (double)(tone->option[LOSE_AT] + tone->option[LOSE])) {
		tone->lost = 1;
		return -EPIPE;
	}
	return (snd_pcm_sframes_t)((recorded(tone) - tone->base) % (long long)io->buffer_size);
}

static snd_pcm_sframes_t tone_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset, snd_pcm_uframes_t size)
{
	struct tone *tone = io->private_data;
	for (snd_pcm_uframes_t frame = 0; frame < size; frame++) {
		double turn = (double)((tone->read + (long long)frame) * tone->option[FREQ] % tone->option[RATE]) / (double)tone->option[RATE];
		short sample = (short)lrint(16384 * sin(turn * 2 * M_PI));
		for (unsigned int channel = 0; channel < io->channels; channel++) {
			const snd_pcm_channel_area_t *area = &areas[channel];
			char *at = (char *)area->addr + (area->first + area->step * (offset + frame)) / 8;
			memcpy(at, &sample, sizeof sample);
		}
	}
	tone->read += (long long)size;
	return (snd_pcm_sframes_t)size;
}

static int tone_revents(snd_pcm_ioplug_t *io, struct pollfd *pfd, unsigned int count, unsigned short *revents)
{
	struct tone *tone = io->private_data;
	unsigned long long ticks;
	(void)count;
	*revents = 0;
	if (pfd->revents && read(io->poll_fd, &ticks, sizeof ticks) < 0 && errno != EAGAIN)
		return -errno;
	if (fails(tone) && tone->option[FAIL_HOW] != 2)
		*revents = tone->option[FAIL_HOW] ? POLLERR : POLLHUP;
	else if (tone->option[LOSE] > 0 && !tone->lost && since(tone) >= (double)tone->option[LOSE_AT])
		*revents = since(tone) >= (double)(tone->option[LOSE_AT] + tone->option[LOSE]) ? POLLERR : 0;
	else if (recorded(tone) - tone->read >= (long long)io->period_size)
		*revents = POLLIN;
	return 0;
}

static int tone_close(snd_pcm_ioplug_t *io)
{
	struct tone *tone = io->private_data;
	close(io->poll_fd);
	free(tone->fail_note);
	free(tone);
	return 0;
}

static const snd_pcm_ioplug_callback_t CALLBACKS = {
	.start = tone_start, .stop = tone_stop, .prepare = tone_prepare, .pointer = tone_pointer,
	.transfer = tone_transfer, .poll_revents = tone_revents, .close = tone_close,
};

static int read_options(struct tone *tone, snd_config_t *conf)
{
	snd_config_iterator_t at, next;
	snd_config_for_each(at, next, conf) {
		snd_config_t *entry = snd_config_iterator_entry(at);
		const char *id, *text;
		if (snd_config_get_id(entry, &id) < 0)
			continue;
		if (!strcmp(id, "fail_note") && snd_config_get_string(entry, &text) >= 0)
			tone->fail_note = strdup(text);
		for (int option = 0; option < OPTIONS; option++)
			if (!strcmp(id, NAMES[option]) && snd_config_get_integer(entry, &tone->option[option]) < 0)
				return -EINVAL;
	}
	return 0;
}

static int constrain(struct tone *tone)
{
	const unsigned int accesses[] = {SND_PCM_ACCESS_RW_INTERLEAVED}, formats[] = {SND_PCM_FORMAT_S16_LE};
	unsigned int rate = (unsigned int)tone->option[RATE], channels = (unsigned int)tone->option[CHANNELS];
	unsigned int frame = 2 * channels;
	snd_pcm_ioplug_t *io = &tone->io;
	int failed = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, accesses) < 0;
	failed |= snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1, formats) < 0;
	failed |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE, rate, rate) < 0;
	failed |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels) < 0;
	failed |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64 * frame, 16384 * frame) < 0;
	failed |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 128 * frame, 65536 * frame) < 0;
	failed |= snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64) < 0;
	return failed ? -EINVAL : 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(tone)
{
	static const long USUAL[OPTIONS] = {997, 48000, 2, 0, 0, 0, 0, 0, 0, 0, 0};
	struct tone *tone = calloc(1, sizeof *tone);
	struct stat note;
	int error;
	(void)root;
	if (!tone)
		return -ENOMEM;
	memcpy(tone->option, USUAL, sizeof USUAL);
	error = stream == SND_PCM_STREAM_CAPTURE ? read_options(tone, conf) : -EINVAL;
	if (!error && tone->fail_note && stat(tone->fail_note, &note) == 0) {
		struct timespec at;
		clock_gettime(CLOCK_REALTIME, &at);
		double age = (double)(at.tv_sec - note.st_mtim.tv_sec) * 1e3 + (double)(at.tv_nsec - note.st_mtim.tv_nsec) * 1e-6;
		error = age < (double)tone->option[BACK_AFTER] ? -ENODEV : 0;
		tone->option[FAIL_AT] = 0;
	}
	if (!error) {
		tone->io.version = SND_PCM_IOPLUG_VERSION;
		tone->io.name = "A tone for tests";
		tone->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
		tone->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
		tone->io.poll_events = POLLIN;
		tone->io.callback = &CALLBACKS;
		tone->io.private_data = tone;
		error = tone->io.poll_fd < 0 ? -errno : snd_pcm_ioplug_create(&tone->io, name, stream, mode);
		if (!error) {
			*pcmp = tone->io.pcm;
			// From here on closing it frees it.
			return constrain(tone) < 0 ? (snd_pcm_close(*pcmp), -EINVAL) : 0;
		}
	}
	free(tone->fail_note);
	free(tone);
	return error;
}
SND_PCM_PLUGIN_SYMBOL(tone);
