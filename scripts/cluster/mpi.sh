#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A sweep as one Slurm job of many ranks; wants a parley built with `make MPI=1`.
#     sbatch scripts/cluster/mpi.sh talks.yaml -o /scratch/talks --vary A.discount=0.5:0.99:1000 ...
# What follows the script is what `parley sweep` takes. One rank per core, each with one thread, or with as many as
# --cpus-per-task says; rank 0 keeps the journal and hands out blocks. The same line once more goes on where the job
# was stopped, and so does Slurm if it queues the job again. COMMAND=sensitivity makes a study of sensitivity instead.
#SBATCH --job-name=parley
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=32
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=200M
#SBATCH --time=04:00:00
#SBATCH --signal=B:TERM@120
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=parley-%j.log
set -eu
if [ -z "${SLURM_JOB_ID-}" ]; then
    echo "mpi.sh: to be handed to Slurm: sbatch scripts/cluster/mpi.sh FILE -o FOLDER --vary ..." >&2
    exit 2
fi
# Two minutes before the time is over parley is told to finish its blocks and stop (exit code 130). mpirun passes
# SIGUSR1 on; of SIGTERM it makes an end within seconds. Left to itself it ties each rank to one core, and with it
# all threads of the rank.
mpirun --bind-to none "${PARLEY:-parley}" "${COMMAND:-sweep}" "$@" --threads "${SLURM_CPUS_PER_TASK:-1}" --resume --quiet &
job=$!
trap 'kill -USR1 $job' TERM INT
code=0
wait "$job" || code=$?
# A signal ends the first wait; the second is for mpirun itself.
if [ "$code" -gt 128 ]; then
    code=0
    wait "$job" || code=$?
fi
exit "$code"
