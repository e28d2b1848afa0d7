/* The compiled BPF programs as bytes: BPF_OBJECT is the file. */
	.section .rodata
	.balign 8
	.global bpf_object_start, bpf_object_end
bpf_object_start:
	.incbin BPF_OBJECT
bpf_object_end:
	.section .note.GNU-stack, "", %progbits
