"""`seqinfo.ini` of MOTChallenge and MOTSChallenge."""

from annotator.formats.export import ExportJob


def sequence_info(job: ExportJob) -> str:
    """The text of the file. The rate is whole, as in the official data: tools read it as such."""
    video = job.project.video
    return (
        "[Sequence]\n"
        f"name={job.sequence}\n"
        "imDir=img1\n"
        f"frameRate={max(1, round(video.fps))}\n"
        f"seqLength={len(job.selection.frames)}\n"
        f"imWidth={video.width}\n"
        f"imHeight={video.height}\n"
        "imExt=.jpg\n"
    )
