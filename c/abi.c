/* Describes the structures of uringlab.h to the program that loads us. */
#include "uringlab.h"

#define STRING_(x) #x
#define STRING(x) STRING_(x)
#define NAME(name) " " #name
#define PART(type, name) " " #name " " #name "_bytes"

const char *uringlab_abi(void)
{
	return "cell_params" URINGLAB_CELL_PARAMS(NAME) "\n"
	       "arm_params" URINGLAB_ARM_PARAMS(NAME) "\n"
	       "turn" URINGLAB_TURN(NAME) "\n"
	       "live" URINGLAB_LIVE(NAME) "\n"
	       "cell_result" URINGLAB_CELL_RESULT(NAME) "\n"
	       "arm_result" URINGLAB_ARM_RESULT(NAME) "\n"
	       "turn_result" URINGLAB_TURN_RESULT(NAME) "\n"
	       "worker_result" URINGLAB_WORKER_RESULT(NAME) "\n"
	       "target" URINGLAB_TARGET(NAME) "\n"
	       "cell_memory" URINGLAB_CELL_MEMORY(NAME, PART) "\n"
	       "steps" URINGLAB_STEPS(NAME) "\n"
	       "waits" URINGLAB_WAITS(NAME) "\n"
	       "loads" URINGLAB_LOADS(NAME) "\n"
	       "recvs" URINGLAB_RECVS(NAME) "\n"
	       "accepts" URINGLAB_ACCEPTS(NAME) "\n"
	       "sends" URINGLAB_SENDS(NAME) "\n"
	       "engines" URINGLAB_ENGINES(NAME) "\n"
	       "phases" URINGLAB_PHASES(NAME) "\n"
	       "perfs" URINGLAB_PERFS(NAME) "\n"
	       "touches" URINGLAB_TOUCHES(NAME) "\n"
	       "buckets " STRING(URINGLAB_BUCKETS) "\n"
	       "errnos " STRING(URINGLAB_ERRNOS) "\n"
	       "slices " STRING(URINGLAB_SLICES) "\n"
	       "arms " STRING(URINGLAB_ARMS) "\n"
	       "snapshots " STRING(URINGLAB_SNAPSHOTS) "\n";
}

const char *uringlab_liburing_version(void)
{
	return LIBURING_VERSION;
}
