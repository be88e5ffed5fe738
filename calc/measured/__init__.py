"""The model beside what others measured: runs of servers, whole nodes, a fleet's day."""
