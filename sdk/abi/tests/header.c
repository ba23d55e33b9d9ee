/* Prints what the header says, one `name value` a line, for header.rs to compare with the Rust types. */
#include "guidance_module.h"

#include <stdio.h>

#define CONSTANT(name) printf(#name " %zu\n", (size_t)(name))
#define SIZE(type) printf(#type " %zu\n", sizeof(type))
#define FIELD(type, field) printf(#type "." #field " %zu\n", offsetof(type, field))

/* The one callback: a changed signature no longer compiles. */
static void log_line(void *user, uint32_t level, guidance_host_slice message) {
    (void)user, (void)level, (void)message;
}

int main(void) {
    guidance_host_callbacks callbacks = {sizeof callbacks, NULL, log_line};
    callbacks.log(callbacks.user, 3, (guidance_host_slice){NULL, 0});

    printf("symbol %s\n", GUIDANCE_ENTRY_SYMBOL);
    CONSTANT(GUIDANCE_ABI_VERSION);
    CONSTANT(GUIDANCE_MAX_CONCURRENT_CALLS);
    CONSTANT(GUIDANCE_MAX_LOG_BYTES);
    CONSTANT(GUIDANCE_OK);
    CONSTANT(GUIDANCE_INVALID_ARGUMENT);
    CONSTANT(GUIDANCE_INTERNAL);

    SIZE(guidance_host_slice);
    FIELD(guidance_host_slice, data);
    FIELD(guidance_host_slice, length);
    SIZE(guidance_module_buffer);
    FIELD(guidance_module_buffer, data);
    FIELD(guidance_module_buffer, length);
    FIELD(guidance_module_buffer, capacity);
    SIZE(guidance_host_callbacks);
    FIELD(guidance_host_callbacks, size);
    FIELD(guidance_host_callbacks, user);
    FIELD(guidance_host_callbacks, log);
    SIZE(guidance_module_table);
    FIELD(guidance_module_table, abi_version);
    FIELD(guidance_module_table, size);
    FIELD(guidance_module_table, create);
    FIELD(guidance_module_table, call);
    FIELD(guidance_module_table, free);
    FIELD(guidance_module_table, destroy);
    return 0;
}
