// SPDX-License-Identifier: GPL-3.0-or-later
// Commands under a launcher (mpirun, srun). Sweeps and studies of sensitivity share their work among the
// ranks; anything else is rank 0's. A launcher can also start copies that know nothing of each other: a
// parley that was built without MPI, or srun without PMIx. That may be meant (a shard each), so it is said
// and not refused.
#include "cli/commands.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool command_is_shared(const char *name) {
    return strcmp(name, "sweep") == 0 || strcmp(name, "sensitivity") == 0;
}

// Copies that the launcher started, and which of them this one is. The variables are those of Open MPI, of
// PMI (MPICH, Intel MPI, srun --mpi=pmi2) and of any step of Slurm.
static bool is_first_of_copies(int *copies) {
    static const char *const variable[][2] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
                                              {"PMI_SIZE", "PMI_RANK"},
                                              {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID"}};
    for (size_t k = 0; k < sizeof variable / sizeof *variable; k++) {
        const char *size = getenv(variable[k][0]), *rank = getenv(variable[k][1]);
        if (!size || !rank) continue;
        *copies = atoi(size);
        return atoi(rank) == 0 && *copies > 1;
    }
    return false;
}

void command_ranks_note(const struct command *command, const struct options *options) {
    int copies;
    if (parley_ranks() > 1 && !command_is_shared(command->name) && !options->quiet)
        fprintf(
            stderr,
            "parley: note: '%s' runs once, on rank 0, and %d ranks wait for it: only sweep and sensitivity "
            "share their work\n",
            command->name, parley_ranks() - 1);
    if (parley_ranks() == 1 && !options->shard && is_first_of_copies(&copies))
        fprintf(stderr,
                "parley: note: started %d times, and every copy does all of the work; to share it takes a "
                "parley that was built with 'make MPI=1', started by mpirun or by srun --mpi=pmix\n",
                copies);
}
