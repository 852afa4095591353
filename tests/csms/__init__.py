"""Tests of the charging station management system, without Home Assistant."""
