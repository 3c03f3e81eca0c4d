"""The published answers: experiments whose plans and results come with the lab, and what others have published."""
