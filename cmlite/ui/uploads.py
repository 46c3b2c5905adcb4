"""Uploaded files: let go of them once they were read."""

from collections.abc import Sequence

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def let_go(files: Sequence[UploadedFile]) -> None:
    """Free the memory of uploads at once; Streamlit would keep them until the visitor leaves."""
    context = get_script_run_ctx()
    remove = getattr(context.uploaded_file_mgr, "remove_file", None) if context is not None else None
    if context is not None and remove is not None:
        for file in files:
            remove(session_id=context.session_id, file_id=file.file_id)
            file.close()
