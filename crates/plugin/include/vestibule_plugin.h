/* The C ABI of Vestibule's native plugins, version 1. docs/plugin-abi.md says what each call means. */
#ifndef VESTIBULE_PLUGIN_H
#define VESTIBULE_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VESTIBULE_PLUGIN_ABI_VERSION 1u

#define VESTIBULE_OK 0u       /* the response is an answer */
#define VESTIBULE_REFUSED 1u  /* the response is a refusal */
#define VESTIBULE_PANICKED 2u /* the plugin failed; it is not called again */

/* The host's bytes: JSON in UTF-8, without a zero at the end. Valid during the call only. */
typedef struct {
  const uint8_t *ptr;
  size_t len;
} vestibule_bytes;

/* The plugin's bytes: allocated by the plugin, copied by the host, handed back through release() exactly once. */
typedef struct {
  uint8_t *ptr;
  size_t len;
  size_t cap; /* how many were allocated, at least len */
} vestibule_buffer;

typedef struct {
  uint32_t abi_version; /* VESTIBULE_PLUGIN_ABI_VERSION */
  uint32_t struct_size; /* sizeof(vestibule_plugin), as the plugin was built; fields are only ever appended */
  uint32_t (*call)(vestibule_bytes request, vestibule_buffer *response); /* stateless, from any thread */
  void (*release)(vestibule_buffer response);
} vestibule_plugin;

/* The only exported symbol; the major version is in its name. The table lives as long as the library. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const vestibule_plugin *vestibule_plugin_v1(void);

#ifdef __cplusplus
}
#endif

#endif
