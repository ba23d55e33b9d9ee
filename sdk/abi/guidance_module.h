/* The C ABI between a module runner and a country module, version 1.
 *
 * A module is a shared library that exports one symbol, guidance_module_entry_v1: a function without arguments that returns a
 * pointer to a guidance_module_table, valid for as long as the process lives. Nothing is ever unloaded. A new major version of
 * this ABI is a new symbol, so that a runner which does not know it does not find it.
 *
 * 1. The runner calls `create` once, with callbacks that outlive the instance, and with the rulebook's bytes. On GUIDANCE_OK the
 *    module has written an instance, which is not NULL; on any other code it has written a message for people, in UTF-8, to
 *    `error`, or nothing. GUIDANCE_INVALID_ARGUMENT says that the rulebook is at fault.
 * 2. It calls `call` from up to GUIDANCE_MAX_CONCURRENT_CALLS threads at once, which need not be the one that called `create`.
 *    The return value is a canonical gRPC code, 0 to 16: on GUIDANCE_OK `response` holds the response message, else a
 *    google.rpc.Status. Payloads are protobuf of marketguidance.v1, so this surface never grows with the API.
 * 3. It gives every guidance_module_buffer whose `data` is not NULL back to `free`, once, from any thread, whatever its `length`.
 * 4. It may call `destroy` once, when no call is under way. Usually the process simply ends.
 *
 * Ownership. A guidance_host_slice is borrowed: valid until the function returns. A guidance_module_buffer belongs to the module
 * that made it and goes back to that module's `free`. The runner sets output arguments to all zero before a call; the module
 * writes them on return, and only then.
 *
 * Unwinding. No entry may unwind or jump out: a module catches its own exceptions and answers GUIDANCE_INTERNAL.
 *
 * Callbacks. `log` is the only one. It copies its message, may be called from any thread of the module while the instance lives,
 * and never calls back into the module.
 *
 * The same in Rust: the crate guidance-abi, beside this file. A test compares the two.
 */
#ifndef GUIDANCE_MODULE_H
#define GUIDANCE_MODULE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this ABI. */
#define GUIDANCE_ABI_VERSION 1u

/* Name of the exported symbol. */
#define GUIDANCE_ENTRY_SYMBOL "guidance_module_entry_v1"

/* Most threads that may be inside `call` at once. */
#define GUIDANCE_MAX_CONCURRENT_CALLS 64u

/* Most bytes of a line of log; the runner cuts what is longer. */
#define GUIDANCE_MAX_LOG_BYTES 4096u

/* Canonical gRPC codes that this contract names. */
#define GUIDANCE_OK 0u
#define GUIDANCE_INVALID_ARGUMENT 3u
#define GUIDANCE_INTERNAL 13u

/* Bytes lent by the runner for the length of a call. `data` may be NULL when `length` is 0. */
typedef struct guidance_host_slice {
    const uint8_t *data;
    size_t length;
} guidance_host_slice;

/* Bytes made by the module; goes back to its `free`. All zero when there is nothing to free. */
typedef struct guidance_module_buffer {
    uint8_t *data;
    size_t length;
    /* For the module's own use; returned to `free` as it was. */
    size_t capacity;
} guidance_module_buffer;

/* What the runner offers to a module. */
typedef struct guidance_host_callbacks {
    /* sizeof(guidance_host_callbacks) of the runner; a field beyond it does not exist. */
    uint32_t size;
    /* Passed back to `log`. */
    void *user;
    /* Takes a line of log: level 1 error, 2 warning, 3 information, 4 debug; UTF-8, cut at GUIDANCE_MAX_LOG_BYTES. */
    void (*log)(void *user, uint32_t level, guidance_host_slice message);
} guidance_host_callbacks;

/* What a module exports. No pointer in it is NULL. */
typedef struct guidance_module_table {
    /* GUIDANCE_ABI_VERSION the module was built for. Checked before anything else. */
    uint32_t abi_version;
    /* sizeof(guidance_module_table) of the module; a field beyond it does not exist. */
    uint32_t size;
    /* Makes the instance from a rulebook. See the contract, 1. */
    uint32_t (*create)(const guidance_host_callbacks *callbacks, guidance_host_slice rulebook, void **instance,
                       guidance_module_buffer *error);
    /* Answers one call. See the contract, 2. */
    uint32_t (*call)(void *instance, guidance_host_slice context, guidance_host_slice method, guidance_host_slice request,
                     guidance_module_buffer *response);
    /* Takes a buffer back. See the contract, 3. */
    void (*free)(guidance_module_buffer buffer);
    /* Ends the instance. See the contract, 4. */
    void (*destroy)(void *instance);
} guidance_module_table;

/* What a module exports: this, and nothing else of ours. */
const guidance_module_table *guidance_module_entry_v1(void);

#ifdef __cplusplus
}
#endif

#endif
