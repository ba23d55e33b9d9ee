/* A country module in C: the ABI is not Rust's. It describes itself with its rulebook, which is a DescribeResponse; the tests
 * compile it with one fault at a time. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guidance_module.h"

#ifndef ABI_VERSION
#define ABI_VERSION GUIDANCE_ABI_VERSION
#endif
#ifndef TABLE_SIZE
#define TABLE_SIZE sizeof(guidance_module_table)
#endif
#ifndef CALL
#define CALL call
#endif
#ifndef TABLE
#define TABLE &table
#endif

static const guidance_host_callbacks *host;
static guidance_module_buffer rulebook_copy;
static atomic_uchar freed;

static guidance_module_buffer copy(guidance_host_slice bytes) {
    guidance_module_buffer buffer = {malloc(bytes.length + 1), bytes.length, 0};
    if (bytes.length > 0) memcpy(buffer.data, bytes.data, bytes.length);
    return buffer;
}

static guidance_host_slice text(const char *words) {
    return (guidance_host_slice){(const uint8_t *)words, strlen(words)};
}

static int is(guidance_host_slice bytes, const char *words) {
    return bytes.length == strlen(words) && memcmp(bytes.data, words, bytes.length) == 0;
}

static uint32_t create(const guidance_host_callbacks *callbacks, guidance_host_slice rulebook, void **instance,
                       guidance_module_buffer *error) {
    if (is(rulebook, "hang")) {
        for (;;) pause();
    }
    if (is(rulebook, "no instance")) return GUIDANCE_OK;
    if (is(rulebook, "silent")) return GUIDANCE_INVALID_ARGUMENT;
    if (is(rulebook, "refuse") || is(rulebook, "break")) {
        *error = copy(text("facts/access.yaml:3: unknown key"));
        return is(rulebook, "refuse") ? GUIDANCE_INVALID_ARGUMENT : GUIDANCE_INTERNAL;
    }
    host = callbacks;
    rulebook_copy = copy(rulebook);
    *instance = &rulebook_copy;
    return GUIDANCE_OK;
}

static uint32_t call(void *instance, guidance_host_slice context, guidance_host_slice method, guidance_host_slice request,
                     guidance_module_buffer *response) {
    guidance_module_buffer *rulebook = instance;
    if (is(method, "/marketguidance.module.v1.ModuleService/Describe")) {
        *response = copy((guidance_host_slice){rulebook->data, rulebook->length});
        return rulebook->length > 0 && context.length > 0 ? GUIDANCE_OK : 12;
    }
    if (is(method, "/Echo")) {
        *response = copy(request);
        return GUIDANCE_OK;
    }
    if (is(method, "/NotFound")) {
        *response = copy(request);
        return 5;
    }
    if (is(method, "/Log")) {
        host->log(host->user, 2, request);
        host->log(host->user, 2, (guidance_host_slice){NULL, 0});
        return GUIDANCE_OK;
    }
    if (is(method, "/Freed")) {
        uint8_t count = atomic_load(&freed);
        *response = copy((guidance_host_slice){&count, 1});
        return GUIDANCE_OK;
    }
    if (is(method, "/Stdin")) {
        uint8_t byte;
        uint8_t count = (uint8_t)read(0, &byte, 1);
        *response = copy((guidance_host_slice){&count, 1});
        return GUIDANCE_OK;
    }
    if (is(method, "/Lost")) {
        *response = (guidance_module_buffer){NULL, 5, 0};
        return GUIDANCE_OK;
    }
    if (is(method, "/Hang")) {
        host->log(host->user, 3, text("hanging"));
        for (;;) pause();
    }
    return 99;
}

static void give_back(guidance_module_buffer buffer) {
    atomic_fetch_add(&freed, 1);
    free(buffer.data);
}

static void destroy(void *instance) { (void)instance; }

static const guidance_module_table table = {ABI_VERSION, TABLE_SIZE, create, CALL, give_back, destroy};

#ifndef NO_SYMBOL
const guidance_module_table *guidance_module_entry_v1(void) { return TABLE; }
#endif

/* What a fault leaves unused. */
const void *const used[] = {&table, (const void *)call};
